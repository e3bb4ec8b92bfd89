/** Whether this page hears of changes by itself; where it does not, it asks. */
export type LiveState = 'off' | 'up' | 'down';

let state: LiveState = 'off';
const listeners = new Set<() => void>();

export function liveState(): LiveState {
  return state;
}

export function onLiveChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function setLiveState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}
