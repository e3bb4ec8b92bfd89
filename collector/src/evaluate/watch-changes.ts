import type { FeedRepository } from '../store/feeds/feed-repository.ts';
import type { FindingRepository } from '../store/findings/finding-repository.ts';
import type { JudgingPause } from '../store/findings/judging-pause.ts';
import type { SystemRepository } from '../store/assessments/system-repository.ts';
import type { Evaluator } from './evaluator.ts';

/** The command line writes while the collector runs: it is looked at this often. */
const lookEveryMs = 2000;

export type Watched = {
  feeds: Pick<FeedRepository, 'newestId'>;
  systems: Pick<SystemRepository, 'newestChange'>;
  findings: Pick<FindingRepository, 'anyMarked'>;
  judgingPause: Pick<JudgingPause, 'look'>;
};

/**
 * Lets everything be judged anew as soon as other reference data is in force or systems declare or cover something
 * else, and single hosts that another process has marked. That they are marked is not enough for what holds for all: a
 * host that is being judged just now by what held before loses its mark.
 *
 * @returns what ends it
 */
export function watchChanges(
  { feeds, systems, findings, judgingPause }: Watched,
  evaluator: Pick<Evaluator, 'judgeAllAnew' | 'wake'>,
  onError: (error: unknown) => void,
  everyMs = lookEveryMs,
): () => void {
  let known: string | null = null;
  const look = async (): Promise<void> => {
    const anew = !(await judgingPause.look());
    const newest = `${await feeds.newestId()} ${await systems.newestChange()}`;
    if (known !== null && newest !== known) evaluator.judgeAllAnew();
    else if (await findings.anyMarked({ anew })) evaluator.wake();
    known = newest;
  };
  let looking: Promise<void> = look().catch(onError);
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onError);
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
