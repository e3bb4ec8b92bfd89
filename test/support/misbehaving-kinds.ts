import { createHash } from 'node:crypto';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import { AgentSettings } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** A mark in the command lines of what a test starts, so that what is left over can be found. */
export const mark = process.env['TENKEN_TEST_MARK'] ?? 'tenken-misbehaving';

function kind(id: string, read: (host: Host) => Promise<unknown>): AnyEvidenceKind {
  const probe = { read, timeoutMs: 60_000 };
  return {
    id,
    version: 1,
    // Any schema that an empty object fits.
    schema: AgentSettings,
    probes: { linux: probe, windows: probe, macos: probe },
  } as unknown as AnyEvidenceKind;
}

const shell = (host: Host, script: string, timeoutMs = 1500) =>
  host.run('/bin/bash', ['-c', `${script} # ${mark}`], { timeoutMs, maxOutputBytes: 1024 * 1024 });

/** A probe that does well, and those that do what programs on real machines have done. */
export const misbehavingKinds: readonly AnyEvidenceKind[] = [
  kind('good', async () => ({})),
  // A mount that is gone, a bus that is dead: deaf to everything but SIGKILL.
  kind('hangs', (host) => shell(host, "trap '' TERM INT HUP; while :; do sleep 1; done", 4000)),
  // Honest work, of about 0.4 s of a processor, that has 4 s.
  kind('works-hard', async (host) => {
    await shell(host, 'for ((i = 0; i < 350000; i += 1)); do :; done', 4000);
    return {};
  }),
  kind('floods', (host) => shell(host, 'yes flood', 20_000)),
  // Ends at once and leaves children that hold its output open.
  kind('forks', (host) =>
    shell(host, 'for i in 1 2 3 4 5 6 7 8; do (exec -a "$0" sleep 600) & done; exit 0'),
  ),
  kind('eats-memory', (host) =>
    shell(host, `x=$(head -c 400000000 /dev/zero | tr '\\0' x); sleep 60; echo \${#x}`, 50_000),
  ),
  kind('eats-heap', async () => {
    const held: number[][] = [];
    for (;;) {
      held.push(Array.from({ length: 1_000_000 }, (_, index) => index + held.length));
      // A turn of the loop, so that what was read before leaves.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }),
  kind('spins', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let text = ''; ;) text = createHash('sha256').update(text).digest('hex');
  }),
];
