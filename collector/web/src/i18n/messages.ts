import administrationEn from './messages/administration.en.json' with { type: 'json' };
import administrationJa from './messages/administration.ja.json' with { type: 'json' };
import alertsEn from './messages/alerts.en.json' with { type: 'json' };
import alertsJa from './messages/alerts.ja.json' with { type: 'json' };
import auditFilterEn from './messages/audit-filter.en.json' with { type: 'json' };
import auditFilterJa from './messages/audit-filter.ja.json' with { type: 'json' };
import chartsEn from './messages/charts.en.json' with { type: 'json' };
import chartsJa from './messages/charts.ja.json' with { type: 'json' };
import collectorSettingsEn from './messages/collector-settings.en.json' with { type: 'json' };
import collectorSettingsJa from './messages/collector-settings.ja.json' with { type: 'json' };
import commonEn from './messages/common.en.json' with { type: 'json' };
import commonJa from './messages/common.ja.json' with { type: 'json' };
import deskEn from './messages/desk.en.json' with { type: 'json' };
import deskJa from './messages/desk.ja.json' with { type: 'json' };
import entranceEn from './messages/entrance.en.json' with { type: 'json' };
import entranceJa from './messages/entrance.ja.json' with { type: 'json' };
import feedsEn from './messages/feeds.en.json' with { type: 'json' };
import feedsJa from './messages/feeds.ja.json' with { type: 'json' };
import firstRunEn from './messages/first-run.en.json' with { type: 'json' };
import firstRunJa from './messages/first-run.ja.json' with { type: 'json' };
import frameEn from './messages/frame.en.json' with { type: 'json' };
import frameJa from './messages/frame.ja.json' with { type: 'json' };
import jobsEn from './messages/jobs.en.json' with { type: 'json' };
import jobsJa from './messages/jobs.ja.json' with { type: 'json' };
import overviewEn from './messages/overview.en.json' with { type: 'json' };
import overviewJa from './messages/overview.ja.json' with { type: 'json' };
import permissionNamesEn from './messages/permission-names.en.json' with { type: 'json' };
import permissionNamesJa from './messages/permission-names.ja.json' with { type: 'json' };
import resultsEn from './messages/results.en.json' with { type: 'json' };
import resultsJa from './messages/results.ja.json' with { type: 'json' };
import systemsEn from './messages/systems.en.json' with { type: 'json' };
import systemsJa from './messages/systems.ja.json' with { type: 'json' };
import tablesEn from './messages/tables.en.json' with { type: 'json' };
import tablesJa from './messages/tables.ja.json' with { type: 'json' };
import waiversEn from './messages/waivers.en.json' with { type: 'json' };
import waiversJa from './messages/waivers.ja.json' with { type: 'json' };

/** Every word of the page, by the part of it that shows them; no two files have a section of one name. */
export const ja = {
  ...administrationJa,
  ...alertsJa,
  ...auditFilterJa,
  ...chartsJa,
  ...collectorSettingsJa,
  ...commonJa,
  ...deskJa,
  ...entranceJa,
  ...feedsJa,
  ...firstRunJa,
  ...frameJa,
  ...jobsJa,
  ...overviewJa,
  ...permissionNamesJa,
  ...resultsJa,
  ...systemsJa,
  ...tablesJa,
  ...waiversJa,
};
export const en = {
  ...administrationEn,
  ...alertsEn,
  ...auditFilterEn,
  ...chartsEn,
  ...collectorSettingsEn,
  ...commonEn,
  ...deskEn,
  ...entranceEn,
  ...feedsEn,
  ...firstRunEn,
  ...frameEn,
  ...jobsEn,
  ...overviewEn,
  ...permissionNamesEn,
  ...resultsEn,
  ...systemsEn,
  ...tablesEn,
  ...waiversEn,
};
