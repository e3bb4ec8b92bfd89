import { ProbeError } from '@tenken/shared';

export type Mount = { device: string; mountPoint: string; fileSystem: string; source: string };

/**
 * `/proc/self/mountinfo`. Spaces, tabs, line feeds and backslashes in names are written as `\040` and the like.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function parseMountinfo(content: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of content.split('\n')) {
    if (line === '') {
      continue;
    }
    const fields = line.split(' ');
    const dash = fields.indexOf('-', 6);
    const [, , device, , mountPoint] = fields;
    const [fileSystem, source] = dash < 0 ? [] : fields.slice(dash + 1);
    if (!device || !/^\d+:\d+$/.test(device) || !mountPoint || !fileSystem || source === undefined) {
      throw new ProbeError('unparsable', `mountinfo: ${line.slice(0, 100)}`);
    }
    mounts.push({ device, mountPoint: unescaped(mountPoint), fileSystem, source: unescaped(source) });
  }
  return mounts;
}

export type Swap = { path: string; type: string };

/** `/proc/swaps`: a head line, then name, type (`partition` or `file`), sizes, priority. */
export function parseSwaps(content: string): Swap[] {
  const [head, ...lines] = content.split('\n');
  if (!head?.startsWith('Filename')) {
    throw new ProbeError('unparsable', '/proc/swaps has no head line');
  }
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [path, type] = line.trim().split(/[ \t]+/);
      if (!path || !type) {
        throw new ProbeError('unparsable', '/proc/swaps: a line has too few fields');
      }
      return { path: unescaped(path), type };
    });
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** The mount that a path lies on. Of several at one point the last covers the others. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | null {
  let best: Mount | null = null;
  for (const mount of mounts) {
    const { mountPoint } = mount;
    const holds = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    if (holds && (best === null || mountPoint.length >= best.mountPoint.length)) {
      best = mount;
    }
  }
  return best;
}
