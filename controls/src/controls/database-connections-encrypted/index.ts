import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { databaseServer } from '../../evidence/database-server/index.ts';
import type { DatabaseServer } from '../../evidence/database-server/schema.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { databaseReasons, judgeDatabases } from '../database-servers.ts';
import type { Found } from '../database-servers.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';

export const databaseConnectionsEncrypted = defineControl({
  id: 'database-connections-encrypted',
  title: text(
    'ネットワークからのデータベース接続を必ず暗号化する',
    'Connections to databases over the network are always encrypted',
  ),
  description: text(
    'ほかの機器から接続できるデータベースが、暗号化しない接続を受け付けないことを確かめる。PostgreSQLは pg_hba.conf でネットワークからの接続が hostssl か hostgssenc だけであること、MySQLとMariaDBは require_secure_transport、SQL Serverは ForceEncryption を見る。暗号の強さはTLSの管理策による。',
    'A database that other machines can reach takes no connection in clear: PostgreSQL by hostssl and hostgssenc alone for the network in pg_hba.conf, MySQL and MariaDB by require_secure_transport, SQL Server by ForceEncryption. How strong the encryption is belongs to the control of TLS.',
  ),
  needs: { state: databaseServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    ...databaseReasons,
    encrypted: text('暗号化した接続だけを受け付ける。', 'Encrypted connections only.'),
    'this-machine-only': text(
      'この機器の中からだけ接続できる。',
      'It can be reached from this machine alone.',
    ),
    'clear-allowed': text('暗号化しない接続も受け付ける。', 'Connections in clear are taken as well.'),
    'encryption-not-told': text('設定の値が分からない。', 'A setting is not told.'),
  },
  remediation: {
    linux: text(
      'PostgreSQLは ssl = on とし、pg_hba.conf のネットワークからの host を hostssl に変える。MySQLとMariaDBは require_secure_transport = ON とする。不要なら listen_addresses、bind-address をこの機器だけにする。',
      'For PostgreSQL set ssl = on and change host to hostssl for the network in pg_hba.conf. For MySQL and MariaDB set require_secure_transport = ON. Where it is not needed limit listen_addresses or bind-address to this machine.',
    ),
    windows: text(
      'SQL Server構成マネージャーのプロトコルのプロパティで Force Encryption を「はい」にし、再起動する。',
      'In SQL Server Configuration Manager set Force Encryption to Yes in the properties of the protocols and restart.',
    ),
    macos: text(
      'Linuxと同じように設定する。不要なら listen_addresses を localhost にする。',
      'Set it as on Linux. Where it is not needed set listen_addresses to localhost.',
    ),
  },
  evaluate({ state, listening }, { unseenLeftToPeople }) {
    const expected = text(
      'ネットワークからの接続は全て暗号化',
      'every connection over the network is encrypted',
    );
    return { ...judgeDatabases(foundIn(state), state, listening, unseenLeftToPeople), expected };
  },
});

function foundIn({ postgresql, mysql, sqlServer }: DatabaseServer): Found[] {
  const found = postgresql.map(({ folder, listenAddresses, ssl, rules }): Found => {
    const listens = listenAddresses ?? 'localhost';
    const reached = rules.filter(({ from, method }) => from === 'network' && method !== 'reject');
    const shown = `${folder}: listen_addresses ${listens.slice(0, 60) || '-'}, ssl ${ssl === true ? 'on' : 'off'}`;
    if (isLocal(listens) || reached.length === 0) {
      return { shown, outcome: 'not-applicable', reason: 'this-machine-only' };
    }
    const clear = reached.find(({ type }) => type !== 'hostssl' && type !== 'hostgssenc');
    return clear
      ? { shown: `${shown}, ${clear.type} ${clear.method}`, outcome: 'fail', reason: 'clear-allowed' }
      : { shown, outcome: 'pass', reason: 'encrypted' };
  });
  if (mysql) {
    const shown = `mysql: bind-address ${mysql.bindAddress ?? '-'}, require_secure_transport ${mysql.requireSecureTransport ?? '-'}`;
    const isOwn = mysql.skipNetworking === true || (mysql.bindAddress !== null && isLocal(mysql.bindAddress));
    found.push(
      isOwn
        ? { shown, outcome: 'not-applicable', reason: 'this-machine-only' }
        : mysql.requireSecureTransport === true
          ? { shown, outcome: 'pass', reason: 'encrypted' }
          : { shown, outcome: 'fail', reason: 'clear-allowed' },
    );
  }
  for (const { instance, tcp, pipes, forceEncryption } of sqlServer) {
    const shown = `SQL Server ${instance}: ForceEncryption ${forceEncryption ?? '-'}, TCP ${tcp ?? '-'}, Np ${pipes ?? '-'}`;
    found.push(
      tcp === 0 && pipes === 0
        ? { shown, outcome: 'not-applicable', reason: 'this-machine-only' }
        : forceEncryption === null
          ? { shown, outcome: 'unknown', reason: 'encryption-not-told' }
          : forceEncryption === 1
            ? { shown, outcome: 'pass', reason: 'encrypted' }
            : { shown, outcome: 'fail', reason: 'clear-allowed' },
    );
  }
  return found;
}

function isLocal(addresses: string): boolean {
  return addresses
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .every((one) => /^(localhost|127(\.\d{1,3}){3}|::1)$/i.test(one));
}
