import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { canonicalJson, sha256 } from '@tenken/shared';
import { deflated } from '../../collector/src/store/reports/stored-body.ts';

/** Puts replaced evidence of a host into a database, as years of reports would: bodies of 3 kB with their spans. */
export function addOldEvidence(data: string, hostId: string, count: number, lastSeenAt: number): void {
  const database = new Database(join(data, 'tenken.db'), { timeout: 5000 });
  try {
    const body = database.prepare(
      'insert into evidence_body (sha256, kind, body, named_at) values (?, ?, ?, ?)',
    );
    const span = database.prepare(
      'insert into evidence_span (host_id, kind, first_seen_at, last_seen_at, sha256) values (?, ?, ?, ?, ?)',
    );
    database.transaction(() => {
      for (let index = 0; index < count; index += 1) {
        const data = { noise: randomBytes(2200).toString('base64'), index };
        const text = canonicalJson({
          kind: 'old',
          version: 1,
          result: { status: 'read', data },
          sources: [],
        });
        body.run(sha256(text), 'old', deflated(text), lastSeenAt);
        span.run(hostId, 'old', lastSeenAt - count + index, lastSeenAt, sha256(text));
      }
    })();
  } finally {
    database.close();
  }
}
