/**
 * Lets whoever else asks this process have an answer before long work goes on. Promises alone do not: they run before
 * anything that came from outside.
 *
 * @throws {unknown} the signal's reason once it is given up
 */
export async function pause(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
