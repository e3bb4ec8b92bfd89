const key = 'tenken-set-up-code';

/**
 * The code that the console showed behind the `#` of the address, where it reaches no server log. It is taken out of the
 * address, so that neither the history nor a picture of the screen keeps it; a reload finds it in this window alone.
 */
export function takeSetUpCode(): string {
  const code = location.hash.slice(1);
  if (code !== '') history.replaceState(history.state, '', location.pathname + location.search);
  try {
    if (code !== '') sessionStorage.setItem(key, code);
    return sessionStorage.getItem(key) ?? '';
  } catch {
    // A browser that keeps nothing has it in the form, until the page is loaded anew.
    return code;
  }
}

/** The code in what somebody copied from the console, which may be the whole address, with blanks around it. */
export function setUpCodeIn(copied: string): string {
  const narrow = copied.normalize('NFKC').replaceAll(/\s/g, '');
  return narrow.slice(narrow.lastIndexOf('#') + 1);
}

/** Once it was used, or is of no use. */
export function forgetSetUpCode(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
