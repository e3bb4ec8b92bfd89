import { QueryCache, QueryClient } from '@tanstack/react-query';
import { connectionLost } from './connection.ts';
import { liveState, onLiveChange } from '../live/live-state.ts';
import { ApiProblem } from './problem.ts';

/** While the collector does not tell of news by itself, it is asked this often. */
const pollMs = 15_000;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // Requests tell themselves whether anybody answers; who answers that it cannot is as good as gone.
    onError: (error) => {
      if (error instanceof ApiProblem && error.status >= 500) connectionLost(new Date());
    },
  }),
  defaultOptions: {
    queries: {
      refetchInterval: () => (liveState() === 'up' ? false : pollMs),
      staleTime: pollMs / 2,
      // The collector may be on this very machine, whatever the browser thinks of the network.
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && !(error instanceof ApiProblem && error.status < 500),
      retryDelay: 1000,
    },
  },
});

// Queries plan their next turn when they have an answer: without one they would not hear that they have to ask again.
onLiveChange(() => {
  if (liveState() === 'down') void queryClient.refetchQueries({ type: 'active', stale: true });
});
