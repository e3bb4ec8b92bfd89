/**
 * Those whose JSON has room together: the smallest first, so that one server that says very much pushes out itself
 * and not the others.
 *
 * A collector takes 256 KiB of a report, or none of it.
 */
export function fitting<Facts extends object>(all: readonly Facts[], maxBytes: number): Set<Facts> {
  const sized = all.map((facts) => ({ facts, bytes: Buffer.byteLength(JSON.stringify(facts)) }));
  const kept = new Set<Facts>();
  let left = maxBytes;
  for (const { facts, bytes } of sized.toSorted((a, b) => a.bytes - b.bytes)) {
    left -= bytes;
    if (left < 0) break;
    kept.add(facts);
  }
  return kept;
}
