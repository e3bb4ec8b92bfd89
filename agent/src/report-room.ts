import { gzipSync } from 'node:zlib';
import { canonicalJson, sha256 } from '@tenken/shared';
import type { Evidence, EvidenceBody } from '@tenken/shared';
import { failedEvidenceBody, fits } from '@tenken/controls/evidence/collect';

/**
 * What a scan may be, so that a collector takes the report that it is sent in: what is larger is refused whole, and
 * nobody learns anything of the host. Below the collector's own limits, with room for the statement and its signature.
 */
export const reportRoom = {
  bytes: 236 * 1024,
  packedBytes: 60 * 1024,
  values: 26_000,
  keys: 17_000,
  ratio: 36,
};

/**
 * The same evidence, where it has room in a report. Else facts of servers are left out, the largest first, and each
 * kind tells that; then whole kinds, the largest first, as not read.
 */
export function withinReport(evidence: readonly Evidence[]): Evidence[] {
  let fitted = [...evidence];
  for (let { bytes } = reportRoom; !hasRoom(fitted) && bytes > 1024; bytes *= 0.9) {
    fitted = shared(evidence, bytes);
  }
  while (!hasRoom(fitted)) {
    const largest = fitted.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
    if (!largest || largest.body.result.status !== 'read') return fitted;
    const why = 'the report would be larger than a collector takes';
    const body = failedEvidenceBody(largest.body, 'output-limit', why);
    fitted = fitted.map((one) => (one === largest ? withBody(one, body) : one));
  }
  return fitted;
}

function hasRoom(evidence: readonly Evidence[]): boolean {
  const json = JSON.stringify(evidence);
  const bytes = Buffer.byteLength(json);
  if (bytes > reportRoom.bytes) return false;
  const packed = gzipSync(json).length;
  const { values, keys } = counted(evidence);
  return (
    packed <= reportRoom.packedBytes &&
    bytes <= packed * reportRoom.ratio &&
    values <= reportRoom.values &&
    keys <= reportRoom.keys
  );
}

/** What kinds that can be made smaller share of the bytes: none gets more than it needs, the rest is split evenly. */
function shared(evidence: readonly Evidence[], bytes: number): Evidence[] {
  const yielding = evidence
    .flatMap((one) => {
      const fit = fits.get(one.body.kind);
      return fit && one.body.result.status === 'read' ? [{ one, fit, data: one.body.result.data }] : [];
    })
    .toSorted((a, b) => sizeOf(a.one) - sizeOf(b.one));
  const others = evidence.filter((one) => !yielding.some((candidate) => candidate.one === one));
  let left = bytes - others.reduce((sum, one) => sum + sizeOf(one), 0);
  const fitted = new Map<Evidence, Evidence>();
  for (const [index, { one, fit, data }] of yielding.entries()) {
    const share = Math.max(0, left / (yielding.length - index));
    const around = sizeOf(one) - Buffer.byteLength(JSON.stringify(data));
    const made =
      sizeOf(one) <= share
        ? one
        : withBody(one, { ...one.body, result: { status: 'read', data: fit(data, share - around) } });
    fitted.set(one, made);
    left -= sizeOf(made);
  }
  return evidence.map((one) => fitted.get(one) ?? one);
}

function withBody(evidence: Evidence, body: EvidenceBody): Evidence {
  return { ...evidence, sha256: sha256(canonicalJson(body)), body };
}

function sizeOf(evidence: Evidence): number {
  return Buffer.byteLength(JSON.stringify(evidence)) + 1;
}

/** As the collector counts them: members of lists and objects, and the lists and objects themselves. */
function counted(value: unknown): { values: number; keys: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, keys: 0 };
  const members = Object.values(value).map(counted);
  return {
    values: 1 + members.reduce((sum, one) => sum + one.values, 0),
    keys: (Array.isArray(value) ? 0 : members.length) + members.reduce((sum, one) => sum + one.keys, 0),
  };
}
