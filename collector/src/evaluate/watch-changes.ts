import type { FindingRepository } from '../store/findings/finding-repository.ts';
import type { JudgingPause } from '../store/findings/judging-pause.ts';
import type { Evaluator } from './evaluator.ts';

/** The command line, and other collectors, write while the collector runs: it is looked at this often. */
const lookEveryMs = 2000;

export type Watched = {
  findings: Pick<FindingRepository, 'anyMarked'>;
  judgingPause: Pick<JudgingPause, 'look'>;
};

/**
 * Wakes the evaluator where something is to be judged, whoever made it so: who imports reference data, declares, or marks a
 * host says it in the transaction that does so.
 *
 * @returns what ends it
 */
export function watchChanges(
  { findings, judgingPause }: Watched,
  evaluator: Pick<Evaluator, 'wake'>,
  onError: (error: unknown) => void,
  everyMs = lookEveryMs,
): () => void {
  const look = async (): Promise<void> => {
    const anew = !(await judgingPause.look());
    if (await findings.anyMarked({ anew })) evaluator.wake();
  };
  let looking: Promise<void> = look().catch(onError);
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onError);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
