import { isComposing } from './single-keys.ts';

/** Longer than a box takes that comes over a slow network; then keys go again where they would. */
const longestMs = 5000;

let kept: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps what is typed until the box is there that it is meant for: keys must not get lost, nor do anything else. */
export function keepTypedAhead(): void {
  if (kept !== null) return;
  kept = '';
  addEventListener('keydown', pressed, { capture: true });
  timer = setTimeout(takeTypedAhead, longestMs);
}

/** What was typed meanwhile, for the box that has the focus now. */
export function takeTypedAhead(): string {
  const typed = kept ?? '';
  kept = null;
  clearTimeout(timer);
  removeEventListener('keydown', pressed, { capture: true });
  return typed;
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return;
  if (event.key === 'Escape') takeTypedAhead();
  else if (event.key === 'Backspace') kept = (kept ?? '').slice(0, -1);
  else if (event.key.length === 1) kept = `${kept ?? ''}${event.key}`;
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
