import type { Evaluator } from '../evaluate/evaluator.ts';
import type { FeedRepository } from '../store/feed-repository.ts';

/** The command line imports bundles while the collector runs: it is looked at this often. */
const lookEveryMs = 2000;

/** Lets everything be judged anew as soon as other reference data is in force. @returns what ends it */
export function watchFeeds(
  feeds: Pick<FeedRepository, 'newestId'>,
  evaluator: Pick<Evaluator, 'judgeAllAnew'>,
  onError: (error: unknown) => void,
): () => void {
  let known: number | null = null;
  const look = async (): Promise<void> => {
    const newest = await feeds.newestId();
    if (known !== null && newest !== known) evaluator.judgeAllAnew();
    known = newest;
  };
  let looking: Promise<void> = look().catch(onError);
  const timer = setInterval(() => {
    looking = looking.then(look).catch(onError);
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
