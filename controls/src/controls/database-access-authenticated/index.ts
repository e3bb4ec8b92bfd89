import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { databaseServer } from '../../evidence/database-server/index.ts';
import type { DatabaseServer } from '../../evidence/database-server/schema.ts';
import { listeningServices } from '../../evidence/listening-services/index.ts';
import { databaseReasons, judgeDatabases } from '../database-servers.ts';
import type { Found } from '../database-servers.ts';
import { defineControl } from '../define.ts';
import { otherProductsLeftToPeople } from '../left-to-people.ts';

export const databaseAccessAuthenticated = defineControl({
  id: 'database-access-authenticated',
  title: text('データベースが接続する者を必ず認証する', 'Databases authenticate everybody who connects'),
  description: text(
    'PostgreSQLの pg_hba.conf が、誰も確かめない方式（trust）を認めず、ネットワークからのパスワードを平文（password）で受け取らないこと、ident を相手の機器の申告だけで信じないこと、MySQLとMariaDBが権限の確認を止めて（skip-grant-tables）いないことを確かめる。SQL Serverは常に認証する。個々のアカウントの権限とパスワードは見ない。',
    'pg_hba.conf of PostgreSQL accepts nobody unproved (trust), takes no password in clear from the network (password) and does not believe the other machine (ident); MySQL and MariaDB do not skip their permissions (skip-grant-tables). SQL Server always authenticates. Permissions and passwords of accounts are not looked at.',
  ),
  needs: { state: databaseServer, listening: listeningServices },
  params: z.object({ unseenLeftToPeople: z._default(z.boolean(), false) }),
  parameters: { unseenLeftToPeople: otherProductsLeftToPeople },
  reasons: {
    ...databaseReasons,
    authenticated: text('接続する者を必ず認証する。', 'Everybody is authenticated.'),
    'nobody-asked': text('誰も確かめずに接続させる設定がある。', 'Somebody gets in unproved.'),
    'password-in-clear': text(
      'ネットワークからのパスワードを、暗号化せずに受け取る。',
      'Passwords are taken in clear from the network.',
    ),
    'trusts-machine': text(
      '相手の機器の申告（ident）だけで接続させる設定がある。',
      'What the other machine says (ident) is believed.',
    ),
  },
  remediation: {
    linux: text(
      'pg_hba.conf の trust、password、ident を scram-sha-256 に変えて再読込みする。my.cnf の skip-grant-tables を消して再起動する。',
      'Change trust, password and ident in pg_hba.conf to scram-sha-256 and reload. Remove skip-grant-tables from my.cnf and restart.',
    ),
    windows: text(
      'SQL Server以外の製品は、その認証の設定を人が確認する。',
      'For products other than SQL Server check the settings of authentication.',
    ),
    macos: text(
      'pg_hba.conf の trust を scram-sha-256 に変えて再読込みする。Homebrewの既定は trust である。',
      'Change trust in pg_hba.conf to scram-sha-256 and reload. The default of Homebrew is trust.',
    ),
  },
  evaluate({ state, listening }, { unseenLeftToPeople }) {
    const expected = text('接続する者を必ず認証する', 'everybody who connects is authenticated');
    return { ...judgeDatabases(foundIn(state), state, listening, unseenLeftToPeople), expected };
  },
});

function foundIn({ postgresql, mysql, sqlServer }: DatabaseServer): Found[] {
  const found: Found[] = postgresql.flatMap(({ folder, rules }): Found[] => {
    const weak = rules.flatMap(({ type, from, method }): Found[] => {
      const shown = `${folder}: ${type} ${from} ${method}`;
      if (method === 'trust') return [{ shown, outcome: 'fail', reason: 'nobody-asked' }];
      if (from !== 'network') return [];
      if (method === 'ident') return [{ shown, outcome: 'fail', reason: 'trusts-machine' }];
      // LDAP, RADIUS and PAM need the password itself as well.
      const isSent = ['password', 'ldap', 'radius', 'pam', 'bsd'].includes(method);
      const isClear = type === 'host' || type === 'hostnossl' || type === 'hostnogssenc';
      return isSent && isClear ? [{ shown, outcome: 'fail', reason: 'password-in-clear' }] : [];
    });
    const lines = rules.reduce((sum, rule) => sum + rule.lines, 0);
    return weak.length > 0
      ? weak
      : [{ shown: `${folder}: pg_hba.conf ${lines}`, outcome: 'pass', reason: 'authenticated' }];
  });
  if (mysql) {
    found.push(
      mysql.skipGrantTables === true
        ? { shown: 'mysql: skip-grant-tables', outcome: 'fail', reason: 'nobody-asked' }
        : { shown: 'mysql', outcome: 'pass', reason: 'authenticated' },
    );
  }
  for (const { instance, loginMode } of sqlServer) {
    found.push({
      shown: `SQL Server ${instance}: LoginMode ${loginMode ?? '-'}`,
      outcome: 'pass',
      reason: 'authenticated',
    });
  }
  return found;
}
