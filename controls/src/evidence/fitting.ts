import type { Unread } from './unread.ts';

/** Bytes of a value in a report. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Those that have room together: the smallest first, so that a server that says very much pushes out itself alone. */
function fitting<One>(all: readonly One[], maxBytes: number): Set<One> {
  const sized = all.map((one) => ({ one, bytes: bytesOf(one) + 1 }));
  const kept = new Set<One>();
  let left = maxBytes;
  for (const { one, bytes } of sized.toSorted((a, b) => a.bytes - b.bytes)) {
    left -= bytes;
    if (left < 0) break;
    kept.add(one);
  }
  return kept;
}

/**
 * The servers that have room with their facts; the others as `bare` makes them.
 *
 * @param isMeasured whether it has facts; one without them always has room
 */
export function fittingServers<One>(
  all: readonly One[],
  maxBytes: number,
  isMeasured: (one: One) => boolean,
  bare: (one: One) => One | null,
): One[] {
  const measured = all.filter(isMeasured);
  const overhead = bytesOf(all.flatMap((one) => (isMeasured(one) ? (bare(one) ?? []) : one)));
  const kept = fitting(measured, maxBytes - overhead);
  return all.flatMap((one) => (!isMeasured(one) || kept.has(one) ? one : (bare(one) ?? [])));
}

/** As many as a schema takes. */
const maxUnread = 200;

type Ports<One> = { unread: Unread[]; endpoints: One[] };

/** Own ports that have room; that others were left out, `unread` says. */
export function fittingPorts<One>(
  { unread, endpoints }: Ports<One>,
  maxBytes: number,
  isMeasured: (one: One) => boolean,
  what: 'TLS' | 'SSH',
): Ports<One> {
  const kept = fittingServers(endpoints, maxBytes, isMeasured, () => null);
  const gone = endpoints.length - kept.length;
  if (gone === 0) return { unread, endpoints };
  const left: Unread = { what: `${gone} of the ${what} ports: no room in a report`, code: 'output-limit' };
  return { unread: [left, ...unread].slice(0, maxUnread), endpoints: kept };
}
