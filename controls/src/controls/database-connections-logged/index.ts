import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { databaseServer } from '../../evidence/database-server/index.ts';
import type { DatabaseServer } from '../../evidence/database-server/schema.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { databaseReasons, judgeDatabases } from '../database-servers.ts';
import type { Found } from '../database-servers.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';

export const databaseConnectionsLogged = defineControl({
  id: 'database-connections-logged',
  title: text('データベースに接続した者を記録する', 'Databases log who connects'),
  description: text(
    'データにアクセスした利用者を後から突き止められるよう、データベースが接続を記録することを確かめる。PostgreSQLは log_connections、MySQLとMariaDBは監査プラグイン又は general_log、SQL Serverはログイン監査の設定（AuditLevel の成功の記録）を見る。接続した後のデータの操作の記録、SQL Serverの監査オブジェクト、アプリケーションが共用するアカウントの先にいる利用者は見ない。',
    'So that it can be told later who had access to data, databases log connections: PostgreSQL by log_connections, MySQL and MariaDB by an audit plugin or general_log, SQL Server by its login auditing (AuditLevel with successes). What is done after connecting, audit objects of SQL Server, and the people behind an account that an application shares are not looked at.',
  ),
  needs: { state: databaseServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    ...databaseReasons,
    logged: text('接続を記録する。', 'Connections are logged.'),
    'not-logged': text('接続を記録しない設定のデータベースがある。', 'A database does not log connections.'),
    'logging-not-told': text('設定の値が分からない。', 'A setting is not told.'),
  },
  remediation: {
    linux: text(
      'PostgreSQLは `log_connections = on`（18以降は all）とし再読込みする。MySQLとMariaDBは監査プラグイン（MariaDBは plugin-load-add=server_audit と server_audit_logging=ON）を入れる。',
      'For PostgreSQL set `log_connections = on` (all since 18) and reload. For MySQL and MariaDB load an audit plugin (for MariaDB plugin-load-add=server_audit and server_audit_logging=ON).',
    ),
    windows: text(
      'SQL Server Management Studioのサーバーのプロパティ「セキュリティ」でログインの監査を「失敗したログインと成功したログインの両方」にし、再起動する。',
      'In SQL Server Management Studio, properties of the server, Security, set login auditing to both failed and successful logins and restart.',
    ),
    macos: text('Linuxと同じように設定する。', 'Set it as on Linux.'),
  },
  evaluate({ state, listening }, { unseenLeftToPeople }) {
    const expected = text('接続を記録する', 'connections are logged');
    return { ...judgeDatabases(foundIn(state), state, listening, unseenLeftToPeople), expected };
  },
});

function foundIn({ postgresql, mysql, sqlServer }: DatabaseServer): Found[] {
  const logged = (shown: string, isLogged: boolean | null): Found =>
    isLogged === null
      ? { shown, outcome: 'unknown', reason: 'logging-not-told' }
      : isLogged
        ? { shown, outcome: 'pass', reason: 'logged' }
        : { shown, outcome: 'fail', reason: 'not-logged' };
  const found = postgresql.map(({ folder, logConnections, preloaded }) => {
    const hasAudit = preloaded?.includes('pgaudit') ?? false;
    const shown = `${folder}: log_connections ${logConnections ?? '-'}${hasAudit ? ', pgaudit' : ''}`;
    return logged(shown, isOn(logConnections));
  });
  if (mysql) {
    const shown = `mysql: audit ${mysql.audit ?? '-'}, general_log ${mysql.generalLog ?? '-'}`;
    found.push(logged(shown, mysql.audit === true || mysql.generalLog === true));
  }
  for (const { instance, auditLevel } of sqlServer) {
    const shown = `SQL Server ${instance}: AuditLevel ${auditLevel ?? '-'}`;
    found.push(logged(shown, auditLevel === null ? null : auditLevel === 1 || auditLevel === 3));
  }
  return found;
}

/** Since version 18 a list such as `receipt,authentication`; of those only these tell who it was. */
function isOn(value: string | null): boolean {
  const words = (value ?? 'off').toLowerCase().split(/[\s,]+/);
  return words.some((word) => /^(on|t|tr|tru|true|y|ye|yes|1|all|authentication|authorization)$/.test(word));
}
