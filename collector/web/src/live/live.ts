import { subjects } from '../../../src/notices.ts';
import type { Subject } from '../../../src/notices.ts';
import { connectionLost, connectionReached, currentConnection } from '../api/connection.ts';
import { ApiProblem } from '../api/problem.ts';
import { queryClient } from '../api/query-client.ts';
import { listen } from './event-stream.ts';
import { liveState, setLiveState } from './live-state.ts';
import { Refresher } from './refresher.ts';
import { isOfSubject } from './subject-of-query.ts';
import { pause, waitMsAfter } from './waits.ts';

/** Browsers keep six connections to one server: windows of one browser share a stream, and one of them leads. */
const shared = 'tenken-live';
/** A window that leads passes a sign of life on every 5 s; after this it is gone or asleep. */
const leaderGoneMs = 15_000;
const refusedWaitMs = 30_000;

type Word = { word: 'heard' } | { word: 'event'; name: string } | { word: 'anybody' };

/** Listens for changes while somebody is signed in, and lets what is on the screen be asked for anew. @returns ends it */
export function startLive(onRefreshed: (subject: Subject) => void): () => void {
  const end = new AbortController();
  const channel = new BroadcastChannel(shared);
  const refresher = new Refresher(async (subject) => {
    await refetch(subject);
    onRefreshed(subject);
  });
  let leads = false;
  let heardAtMs = performance.now();
  setLiveState('down');

  function up(): void {
    heardAtMs = performance.now();
    // A request of this window may have failed while the window that leads was between two signs of life.
    if (liveState() === 'up' && currentConnection().state !== 'lost') return;
    setLiveState('up');
    connectionReached();
    // Nothing of what happened meanwhile was told.
    void queryClient.invalidateQueries();
  }

  function down(): void {
    if (liveState() === 'up') setLiveState('down');
  }

  function event(name: string): void {
    if (name === 'signed-out') void queryClient.invalidateQueries({ queryKey: ['/session'] });
    const subject = subjects.find((one) => one === name);
    if (subject !== undefined) refresher.tell(subject);
  }

  function tellOthers(word: Word): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel reaches windows of this origin only.
    channel.postMessage(word);
  }

  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => {
    if (leads) {
      if (data.word === 'anybody' && liveState() === 'up') tellOthers({ word: 'heard' });
      return;
    }
    if (data.word !== 'anybody') up();
    if (data.word === 'event') event(data.name);
  });

  const watch = setInterval(() => {
    if (!leads && performance.now() - heardAtMs > leaderGoneMs) down();
  }, leaderGoneMs / 3);

  const stream = {
    opened: () => {
      up();
      tellOthers({ word: 'heard' });
    },
    heard: () => tellOthers({ word: 'heard' }),
    event: (name: string) => {
      event(name);
      tellOthers({ word: 'event', name });
    },
  };

  async function lead(): Promise<void> {
    leads = true;
    for (let failures = 0; !end.signal.aborted;) {
      const begin = performance.now();
      let waitMs: number | null = null;
      try {
        await listen(end.signal, stream);
      } catch (error) {
        if (end.signal.aborted) return;
        if (error instanceof ApiProblem) {
          // It is there, but has no stream for this page: the page asks instead.
          waitMs = refusedWaitMs;
          if (error.status === 401) void queryClient.invalidateQueries({ queryKey: ['/session'] });
        } else if (liveState() === 'down') connectionLost(new Date());
      }
      down();
      failures = performance.now() - begin > refusedWaitMs ? 1 : failures + 1;
      await pause(waitMs ?? waitMsAfter(failures), end.signal);
    }
  }

  // The collector may be on this very machine, whatever the browser thinks of the network: it is asked.
  const ask = (): void => void queryClient.refetchQueries({ queryKey: ['/session'] });
  addEventListener('offline', ask, { signal: end.signal });
  addEventListener('online', ask, { signal: end.signal });

  tellOthers({ word: 'anybody' });
  // A page that is not served safely has no locks; then each window listens for itself.
  const locks = 'locks' in navigator ? navigator.locks : null;
  if (locks === null) void lead();
  else void locks.request(shared, { signal: end.signal }, lead).catch(() => {});

  return () => {
    end.abort();
    clearInterval(watch);
    refresher.stop();
    channel.close();
    setLiveState('off');
  };
}

/** What nobody looks at is only marked as old, and asked for when somebody looks again. */
async function refetch(subject: Subject): Promise<void> {
  await queryClient.invalidateQueries({
    predicate: ({ queryKey: [path] }) => isOfSubject(path, subject),
    refetchType: document.hidden ? 'none' : 'active',
  });
}
