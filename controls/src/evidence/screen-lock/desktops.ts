/** Session files are named after the desktop, with the display server or a variant behind it. */
const families: [RegExp, string | null][] = [
  [/^(?:gnome|ubuntu|pop)(?:[-_].*)?$/, 'gnome'],
  [/^(?:plasma.*|kde.*)$/, 'kde'],
  // Not desktops: whatever the system's or the user's own start script begins.
  [/^(?:lightdm-xsession|default|custom|xsession)$/, null],
];

/** `gnome`, `kde`, or the session's own name where nobody has written how to read it. */
export function desktopOf(session: string): string | null {
  const name = session.replace(/\.desktop$/, '').toLowerCase();
  const known = families.find(([pattern]) => pattern.test(name));
  return known ? known[1] : name;
}

/** Desktops among the session files, each once. */
export function desktopsOf(sessionFiles: readonly string[]): string[] {
  const names = sessionFiles.filter((name) => name.endsWith('.desktop')).map(desktopOf);
  return [...new Set(names.filter((name) => name !== null))].toSorted();
}

/** What AccountsService keeps of a user's last choice; null where there is none. */
export function chosenDesktop(accountsServiceFile: string): string | null {
  const session = /^(?:Session|XSession)=(\S{1,100})$/m.exec(accountsServiceFile)?.[1];
  return session === undefined ? null : desktopOf(session);
}
