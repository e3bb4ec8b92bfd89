/** What a package puts on a disk, owned by root. Paths are absolute, as on the target. */
export type Entry =
  | {
      kind: 'file';
      path: string;
      mode: number;
      content: Uint8Array;
      /** A person may change it: an upgrade keeps what is there. */
      isConfiguration?: boolean;
    }
  | { kind: 'folder'; path: string; mode: number }
  | { kind: 'link'; path: string; target: string };

/** In an order that does not depend on the machine, each folder before what lies in it. */
export function inOrder(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** With the folders that every system has, which a package names but does not own. */
export function withFolders(entries: readonly Entry[]): Entry[] {
  const own = new Set(entries.map(({ path }) => path));
  const above = new Set<string>();
  for (const { path } of entries) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const folder = path.slice(0, at);
      if (!own.has(folder)) above.add(folder);
    }
  }
  const missing = [...above].map((path): Entry => ({ kind: 'folder', path, mode: 0o755 }));
  return inOrder([...missing, ...entries]);
}
