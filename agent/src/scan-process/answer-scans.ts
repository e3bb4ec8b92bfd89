import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import type { Host } from '@tenken/shared';
import { endPrograms, watchPrograms } from '../hosts/programs.ts';
import { measureFrom } from '../network/measure-from.ts';
import type { Pace } from '../pace/pace.ts';
import { gather } from '../scan.ts';
import { ScanOrder } from './messages.ts';
import type { ScanNews } from './messages.ts';

/** Runs probes in this process and tells each answer at once: what was told survives whatever ends this process. */
export function answerScans(host: Host, known: readonly AnyEvidenceKind[], pace?: Pace): void {
  // Whoever asked is gone: nobody wants the answers, and nobody else would end the programs.
  process.once('disconnect', leave);
  process.once('SIGTERM', leave);
  watchPrograms((pid, runs) => tell({ type: 'program', pid, runs }));
  process.once('message', (message: unknown) => {
    const { kinds, cpuShare, targets } = ScanOrder.parse(message);
    if (targets !== undefined) measureFrom(host, targets);
    if (cpuShare !== undefined) pace?.begin(cpuShare);
    const wanted = known.filter(({ id }) => kinds.includes(id));
    void gather(host, wanted, {
      ...(pace && { startTimer: (onEnd, ms) => pace.startTimer(onEnd, ms) }),
      onStart: (kind) => tell({ type: 'started', kind }),
      onEvidence: (evidence) => tell({ type: 'evidence', evidence }),
    }).then(() => tell({ type: 'done' }));
  });
  tell({
    type: 'ready',
    kinds: known.map(({ id, version, everyHours }) => ({ id, version, ...(everyHours && { everyHours }) })),
  });
}

function tell(news: ScanNews): void {
  if (process.connected) process.send?.(news);
}

function leave(): void {
  endPrograms();
  process.exit(0);
}
