import type { Inspection } from './host/answers.ts';
import type { AgentPackage } from './package/agent-package.ts';

/** What can have to be done on a host, in the order in which it is done. */
export const changes = [
  'place-program',
  'write-authority',
  'enrol',
  'switch-program',
  'restore-links',
  'start-timer',
  'remove',
] as const;
export type Change = (typeof changes)[number];

export type Plan =
  | { kind: 'changes'; changes: readonly Change[] }
  /** The version was made current before and has not proved itself yet. */
  | { kind: 'on-trial' }
  | { kind: 'unsupported'; why: string };

/** On top of what is unpacked: the archive, and room to breathe. */
const spareKilobytes = 64 * 1024;

/** What a host lacks; nothing when its program, units, authority, identity and timer are as they should be. */
export function planFor(found: Inspection, program: AgentPackage, authoritySha256: string): Plan {
  const why = whyUnsupported(found);
  if (why !== null) return { kind: 'unsupported', why };
  if (found.trial !== '' && found.trial === program.id && found.current === program.id) {
    return { kind: 'on-trial' };
  }
  if (found.trial !== '') {
    return {
      kind: 'unsupported',
      why: `another version, ${found.trial}, is on trial: try again in ten minutes`,
    };
  }
  const isCurrent = found.current === program.id;
  const isWhole = isCurrent && found.manifest === program.manifestSha256;
  const needed: Record<Change, boolean> = {
    'place-program': !isWhole,
    'write-authority': found.authority !== authoritySha256,
    enrol: found.identity === '',
    'switch-program': !isCurrent,
    'restore-links': isCurrent && found.links === '',
    'start-timer': isCurrent && found.timer === '',
    remove: false,
  };
  if (needed['place-program'] && found.freeKilobytes * 1024 < roomFor(program)) {
    return {
      kind: 'unsupported',
      why: `/usr/lib has ${Math.round(found.freeKilobytes / 1024)} MiB free, and ${Math.ceil(roomFor(program) / 1024 / 1024)} MiB are needed`,
    };
  }
  return { kind: 'changes', changes: changes.filter((change) => needed[change]) };
}

/** Bytes. */
function roomFor({ archive, unpackedBytes }: AgentPackage): number {
  return archive.length + unpackedBytes + spareKilobytes * 1024;
}

function whyUnsupported({ system, missing, foreign, name }: Inspection): string | null {
  if (system !== 'Linux') {
    return `it runs ${system || 'an unknown system'}; tenken deploy installs on Linux with systemd (see deploy/README.md for others)`;
  }
  if (missing !== '') return `it lacks ${missing}, which a roll-out needs`;
  if (foreign !== '') {
    return `${foreign} is there and no roll-out has put it there: upgrade it the way it was installed, or remove that package first (identity and reports in /var/lib/tenken-agent stay)`;
  }
  if (!/^[A-Za-z0-9._-]{1,253}$/.test(name)) return 'its host name cannot be used for a token';
  return null;
}
