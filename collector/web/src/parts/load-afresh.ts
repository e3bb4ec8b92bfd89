import { currentConnection, onConnectionChange } from '../api/connection.ts';
import { ApiProblem } from '../api/problem.ts';
import { request } from '../api/request.ts';

const key = 'tenken-loaded-afresh';
/** A collector that answers but lacks a part of the page must not be asked for it without end. */
const notAgainWithinMs = 60_000;

/** Loads the page anew if the collector answers: without it the browser would show its own words in place of the page. */
export async function loadAfresh(): Promise<void> {
  if (await isThere()) location.reload();
}

/** Does so as soon as the collector answers. @returns ends the waiting */
export function loadAfreshWhenThere(): () => void {
  const attempt = async (): Promise<void> => {
    if (currentConnection().state === 'lost' || !(await isThere()) || !isDue()) return;
    location.reload();
  };
  void attempt();
  return onConnectionChange(() => void attempt());
}

/** Whether anybody answers; the page learns it by the same. */
async function isThere(): Promise<boolean> {
  try {
    await request({ path: '/session' });
    return true;
  } catch (error) {
    return error instanceof ApiProblem && error.status < 500;
  }
}

function isDue(): boolean {
  try {
    const before = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - before < notAgainWithinMs) return false;
    sessionStorage.setItem(key, String(Date.now()));
    return true;
  } catch {
    // A browser that keeps nothing could not tell the second time from the first.
    return false;
  }
}
