import type { Migration } from 'kysely/migration';
import * as initial from './0001-initial.ts';
import * as people from './0002-people.ts';
import * as signedReports from './0003-signed-reports.ts';
import * as retention from './0004-retention.ts';
import * as singleSignOn from './0005-single-sign-on.ts';
import * as agentSettings from './0006-agent-settings.ts';
import * as assessments from './0007-assessments.ts';
import * as feeds from './0008-feeds.ts';
import * as carriedReports from './0009-carried-reports.ts';
import * as tallies from './0010-tallies.ts';
import * as alerts from './0011-alerts.ts';
import * as fasterLists from './0012-faster-lists.ts';
import * as reportPacks from './0014-report-packs.ts';
import * as newestFailures from './0015-newest-failures.ts';
import * as months from './0016-months.ts';
import * as certificatesInForce from './0017-certificates-in-force.ts';
import * as namedBodies from './0018-named-bodies.ts';
import * as actionsOfTheLog from './0019-actions-of-the-log.ts';
import * as judgedBy from './0020-judged-by.ts';
import * as editions from './0021-editions.ts';

/** Numbered, in order, never edited once released. */
export const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-people': people,
  '0003-signed-reports': signedReports,
  '0004-retention': retention,
  '0005-single-sign-on': singleSignOn,
  '0006-agent-settings': agentSettings,
  '0007-assessments': assessments,
  '0008-feeds': feeds,
  '0009-carried-reports': carriedReports,
  '0010-tallies': tallies,
  '0011-alerts': alerts,
  '0012-faster-lists': fasterLists,
  '0014-report-packs': reportPacks,
  '0015-newest-failures': newestFailures,
  '0016-months': months,
  '0017-certificates-in-force': certificatesInForce,
  '0018-named-bodies': namedBodies,
  '0019-actions-of-the-log': actionsOfTheLog,
  '0020-judged-by': judgedBy,
  '0021-editions': editions,
};
