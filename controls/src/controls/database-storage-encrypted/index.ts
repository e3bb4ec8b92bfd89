import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { databaseServer } from '../../evidence/database-server/index.ts';
import { diskEncryption } from '../../evidence/disk-encryption/index.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { databaseIsHere } from '../database-servers.ts';
import { defineControl } from '../define.ts';
import { diskEncrypted } from '../disk-encrypted/index.ts';

export const databaseStorageEncrypted = defineControl({
  id: 'database-storage-encrypted',
  title: text(
    'データベースのある機器の記憶装置が暗号化されている',
    'Storage of machines with a database is encrypted',
  ),
  description: text(
    'データベースサーバーがあるか待ち受けている機器について、その記憶装置が暗号化されていることを確かめる。条件は disk-encrypted と同じである。データベースのない機器は対象としない。データベース自身による暗号化は機器からは見えないため、根拠を添えた例外として扱う。',
    'On a machine that has a database server, or where one listens, storage is encrypted under the conditions of disk-encrypted. Machines without a database are left out. Encryption by the database itself is not seen from the machine: record a waiver with its proof.',
  ),
  needs: { disks: diskEncryption, state: databaseServer, listening: listeningServices },
  params: z.object({ includeSwap: z._default(z.boolean(), true) }),
  parameters: {
    includeSwap: {
      meaning: text('スワップの暗号化も求める', 'Swap must be encrypted as well'),
      source: text(
        '製品の既定値（メモリの内容がディスクに残るため）',
        "The product's default: memory ends up there",
      ),
    },
  },
  reasons: {
    ...diskEncrypted.reasons,
    'no-database': text(
      '決まった場所にデータベースサーバーはなく、待ち受けてもいない。',
      'There is no database server at the known places, and none listens.',
    ),
    'database-not-told': text(
      'データベースサーバーがあるか分からない。',
      'Whether there is a database server is not told.',
    ),
  },
  remediation: diskEncrypted.remediation,
  evaluate({ disks, state, listening }, { includeSwap }, context) {
    const params = { ...diskEncrypted.params.parse({}), includeSwap };
    const judged = diskEncrypted.evaluate({ disks }, params, context);
    if (databaseIsHere(state, listening)) return judged;
    const { expected } = judged;
    if (state.unread.length > 0 || listening.unread.length > 0 || listening.truncated) {
      const observed = text('データベースの有無は不明', 'not told');
      return { outcome: 'unknown', reason: 'database-not-told', observed, expected };
    }
    const observed = text('データベースなし', 'no database');
    return { outcome: 'not-applicable', reason: 'no-database', observed, expected };
  },
});
