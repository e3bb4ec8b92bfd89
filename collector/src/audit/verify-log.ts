import type { KeyObject } from 'node:crypto';
import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { AuditEntryRow } from '../store/schema.ts';
import { beginning, entryHash } from './audit-entry.ts';
import { isHeadSigned } from './audit-signer.ts';
import type { SignedHead } from './audit-signer.ts';

export type AuditFault = {
  /** The line that is wrong, by its place. */
  sequence: number;
  fault: 'added' | 'altered' | 'removed' | 'moved' | 'head-not-signed' | 'head-differs';
  explanation: Text;
};

export type AuditVerdict = { ok: boolean; entries: number; signedHeads: number; faults: AuditFault[] };

type Stored = {
  rows: AsyncIterable<AuditEntryRow>;
  /** The end as it is kept apart: read before and after the lines, because others may write meanwhile. */
  chain: () => Promise<{ sequence: number; hash: string } | null>;
  heads: readonly SignedHead[];
};

/**
 * Computes every hash again, from the first line to the last, and compares it with the line after it, with the end
 * that is kept apart, and with the signed heads.
 *
 * @param key that the heads were signed with; null when there is none, and then no head is good
 */
export async function verifyLog(stored: Stored, key: KeyObject | null): Promise<AuditVerdict> {
  const faults: AuditFault[] = [];
  const altered: AuditEntryRow[] = [];
  const before = await stored.chain();
  const headAt = new Map(stored.heads.map((head) => [head.sequence, head]));
  let [entries, expected, previous] = [0, 1, beginning];

  for await (const row of stored.rows) {
    entries += 1;
    const gap = row.sequence > expected;
    if (gap) faults.push(removed(expected, row.sequence - 1));
    if (hashAt(row, row.sequence) !== row.hash) altered.push(row);
    // After a gap nothing is left to compare with.
    else if (!gap && row.previous_hash !== previous && altered.at(-1)?.sequence !== row.sequence - 1) {
      faults.push({
        sequence: row.sequence,
        fault: 'altered',
        explanation: text(
          `${row.sequence}行目が${row.sequence - 1}行目に続いていない。どちらかが書き直されている。`,
          `Line ${row.sequence} does not follow line ${row.sequence - 1}: one of them was written anew.`,
        ),
      });
    }
    const head = headAt.get(row.sequence);
    if (head && head.hash !== row.hash) {
      faults.push({
        sequence: row.sequence,
        fault: 'head-differs',
        explanation: text(
          `${row.sequence}行目は、${head.day}に署名されたものではない。`,
          `Line ${row.sequence} is not the one that was signed on ${head.day}.`,
        ),
      });
    }
    [previous, expected] = [row.hash, row.sequence + 1];
  }

  faults.push(...altered.map((row) => alteredOrMoved(row, altered)));
  const after = await stored.chain();
  const last = Math.max(before?.sequence ?? 0, stored.heads.at(-1)?.sequence ?? 0);
  const end = after?.sequence ?? 0;
  if (last >= expected) faults.push(removed(expected, last));
  else if (expected - 1 > end) {
    faults.push({
      sequence: end + 1,
      fault: 'added',
      explanation: text(
        `記録は${end}行目で終わっていた。その後はほかの者が加えている。`,
        `The log ended at line ${end}; what follows was added by somebody else.`,
      ),
    });
  } else if (expected - 1 === end && end > 0 && after?.hash !== previous) {
    faults.push({
      sequence: expected - 1,
      fault: 'altered',
      explanation: text(
        `記録の終わりが書かれたときと異なる。${expected - 1}行目が別のものになっている。`,
        `The log does not end as it was written: line ${expected - 1} is another one.`,
      ),
    });
  }
  for (const head of stored.heads) {
    if (key !== null && isHeadSigned(head, key)) continue;
    faults.push({
      sequence: head.sequence,
      fault: 'head-not-signed',
      explanation: text(
        `${head.sequence}行目までの${head.day}の署名は、このコレクターのものではない。`,
        `The signature of ${head.day} over line ${head.sequence} is not one of this collector's.`,
      ),
    });
  }
  return {
    ok: faults.length === 0,
    entries,
    signedHeads: stored.heads.length,
    faults: faults.toSorted((a, b) => a.sequence - b.sequence),
  };
}

function removed(first: number, last: number): AuditFault {
  const explanation =
    first === last
      ? text(`${first}行目がなくなっている。`, `Line ${first} is no longer there.`)
      : text(`${first}～${last}行目がなくなっている。`, `Lines ${first} to ${last} are no longer there.`);
  return { sequence: first, fault: 'removed', explanation };
}

/** A line that was right at another place, where now another wrong one stands, was moved. */
function alteredOrMoved(row: AuditEntryRow, altered: readonly AuditEntryRow[]): AuditFault {
  const { sequence } = row;
  const from = altered.slice(0, 1000).find((other) => hashAt(row, other.sequence) === row.hash);
  return from
    ? {
        sequence,
        fault: 'moved',
        explanation: text(
          `${sequence}行目は${from.sequence}行目だったもの。`,
          `Line ${sequence} was line ${from.sequence}.`,
        ),
      }
    : {
        sequence,
        fault: 'altered',
        explanation: text(
          `${sequence}行目が書かれたときと異なる。`,
          `Line ${sequence} is not as it was written.`,
        ),
      };
}

/** @returns the hash that a line would have at a place, or null when it cannot be a line at all */
function hashAt(row: AuditEntryRow, sequence: number): string | null {
  try {
    return entryHash({
      sequence,
      at: new Date(row.at).toISOString(),
      actor: row.actor,
      action: row.action,
      subject: row.subject,
      details: JSON.parse(row.details) as Record<string, unknown>,
      previousHash: row.previous_hash,
    });
  } catch {
    return null;
  }
}
