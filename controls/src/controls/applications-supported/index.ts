import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { packagesOf } from '../../evidence/software/package-list.ts';
import type { Package } from '../../evidence/software/package-list.ts';
import { software } from '../../evidence/software/index.ts';
import { applicationSupport } from '../../reference/application-support/index.ts';
import type { Support } from '../../reference/application-support/index.ts';
import { defineControl } from '../define.ts';
import { noSoftwareList } from '../software-list.ts';
import { shownNames } from '../shown-names.ts';

const dayMs = 86_400_000;
/** Where nothing ends: a date has to stand there. */
const latestMs = Date.parse('9999-12-31');

type Found = Support & { name: string };

/**
 * Packages of a Linux distribution are not judged here: the distribution repairs them for as long as it is
 * supported itself, which `os-supported` judges.
 */
export const applicationsSupported = defineControl({
  id: 'applications-supported',
  title: text('サポートの終わったソフトウェアがない', 'No software is past its support'),
  description: text(
    '広く使われるソフトウェア（Office、Acrobat、Java、.NET、SQL Server、Oracle Database、PostgreSQL、MySQL、Tomcat、OpenSSL、PHP、Python、Node.js、ブラウザ等）の版を、提供元が公表したサポート終了日の表（日付付きの参照データ）と突き合わせる。ブラウザーは4週ごとに新しい版が出るものとして終了日を推定する。Flash PlayerやSilverlightのように全ての版が終わったものは、あれば不適合とする。表にない製品と、OSの一部であるInternet Explorerは対象外である。Linuxディストリビューションのパッケージは、そのディストリビューションのサポート期間に従うため、提供元自身のパッケージだけを見る。snapとFlatpakはディストリビューションのサポート期間に従わず、表でも調べられないため、あれば不明とする。',
    'Versions of widely used software (Office, Acrobat, Java, .NET, SQL Server, Oracle Database, PostgreSQL, MySQL, Tomcat, OpenSSL, PHP, Python, Node.js, browsers and others) are looked up in a dated table of the support periods that vendors publish. The end of a version of a browser is estimated from a new one every four weeks. What has ended altogether, such as Flash Player and Silverlight, fails by being there. Products that the table does not name are not judged, nor is Internet Explorer, a part of the system. Packages of a Linux distribution follow the support of the distribution, so only packages of the vendors themselves are looked at. Snaps and flatpaks follow neither the distribution nor the table: with one of them it is unknown.',
  ),
  needs: { list: software },
  params: z.object({
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
    minRemainingDays: z._default(z.number().check(z.nonnegative()), 0),
    acceptExtended: z._default(z.boolean(), false),
    acceptBundles: z._default(z.boolean(), false),
  }),
  parameters: {
    referenceMaxAgeDays: {
      unit: 'days',
      meaning: text('サポート期間の表を信用する日数', 'How long the table of support periods is believed'),
      source: text(
        '製品の既定値（表は年1回以上更新する）',
        "The product's default: it is renewed at least yearly",
      ),
    },
    minRemainingDays: {
      unit: 'days',
      meaning: text('残っているべきサポート日数', 'Days of support that must be left'),
      source: text(
        '製品の既定値（0: 終了日まで適合）',
        "The product's default: zero, it counts until its last day",
      ),
    },
    acceptExtended: {
      meaning: text('購入済みの有償延長サポートを認める', 'A paid extension was bought and counts'),
      source: text(
        '製品の既定値（契約は機器から確かめられないため認めない）',
        "The product's default: no, the contract cannot be seen on the host",
      ),
    },
    acceptBundles: {
      meaning: text(
        'snapとFlatpakは、提供元が更新し続けているものとして認める',
        'Snaps and flatpaks count as kept up by whoever publishes them',
      ),
      source: text(
        '製品の既定値（サポート期間を公表した表がないため認めない）',
        "The product's default: no, nobody publishes until when each is repaired",
      ),
    },
  },
  reference: ['application-support'],
  reasons: {
    'none-ended': text('サポートの終わったソフトウェアはない。', 'No software is past its support.'),
    ended: text('サポートの終わったソフトウェアがある。', 'There is software past its support.'),
    'ends-soon': text('残りのサポート日数が足りない。', 'Fewer days of support are left than required.'),
    'not-in-table': text(
      'サポート期間の表にない版のソフトウェアがある。',
      'There is a version that the table of support periods does not know.',
    ),
    'bundles-not-judged': text(
      'snap又はFlatpakのアプリケーションがあり、サポート期間を確かめられない。提供元が更新しているか人が確かめる。',
      'There are applications from snap or Flatpak whose support cannot be looked up. Check by hand that they are still published.',
    ),
    'no-list': text(
      'OSのソフトウェアの一覧が見つからないか、読めない形である（pacmanなど）。',
      'No list of the software of the system was found that can be read here (pacman and others cannot).',
    ),
    truncated: text(
      'ソフトウェアが多すぎて、全ては報告されていない。',
      'There is too much software: not all of it was reported.',
    ),
  },
  remediation: {
    linux: text(
      '提供元のリポジトリをサポート中の版に切り替えて更新するか、ディストリビューションのパッケージに置き換える。使わないものは除く。',
      'Switch the repository of the vendor to a supported version and update, or replace it by the package of the distribution. Remove what is not used.',
    ),
    windows: text(
      'サポート中の版へ更新する。使わないもの（Flash Player、Silverlight、古いJava等）は「設定 > アプリ」で除く。有償の延長サポートを契約した場合は acceptExtended を true にする。',
      'Update to a supported version. Remove what is not used (Flash Player, Silverlight, old Java and the like) in Settings > Apps. Where a paid extension was bought set acceptExtended.',
    ),
    macos: text(
      'サポート中の版へ更新するか、アプリケーションフォルダから除く。',
      'Update to a supported version, or remove it from the Applications folder.',
    ),
  },
  evaluate({ list }, params, { now, reference }) {
    const table = reference.applicationSupport;
    const all = packagesOf(list);
    const known = all.flatMap((one): Found[] => {
      const support = applicationSupport(one, table);
      return support ? [{ ...support, name: one.name }] : [];
    });
    const expected = text('サポート期間内の版だけ', 'only versions within their support');
    const leaves = (at: number) => known.filter((found) => endOf(found, params.acceptExtended) + dayMs <= at);
    const ended = leaves(now.getTime());
    if (ended.length > 0) return { outcome: 'fail', reason: 'ended', observed: shown(ended), expected };
    const soon = leaves(now.getTime() + params.minRemainingDays * dayMs);
    if (soon.length > 0) return { outcome: 'fail', reason: 'ends-soon', observed: shown(soon), expected };
    const count = text(
      `${list.total}件を確認、表にある製品は${known.length}件`,
      `${list.total} looked at, ${known.length} of them in the table`,
    );
    const missing = noSoftwareList(list);
    if (missing) return { ...missing, observed: count, expected };
    const strange = known.filter(({ period }) => period === null);
    if (strange.length > 0) {
      return { outcome: 'unknown', reason: 'not-in-table', observed: shown(strange), expected };
    }
    const bundles = params.acceptBundles ? [] : all.filter(isBundle);
    if (bundles.length > 0) {
      const names = shownNames(bundles.map(({ name }) => name));
      return { outcome: 'unknown', reason: 'bundles-not-judged', observed: text(names, names), expected };
    }
    if (list.truncated) return { outcome: 'unknown', reason: 'truncated', observed: count, expected };
    const readingEndsAt = readingEnd(known, params.referenceMaxAgeDays);
    if (readingEndsAt <= now.getTime()) {
      return { outcome: 'unknown', reason: 'reference-too-old', observed: count, expected };
    }
    const ends = known.map((found) => endOf(found, params.acceptExtended) + dayMs);
    const firstEnd = Math.min(...ends) - params.minRemainingDays * dayMs;
    const validUntil = new Date(Math.min(firstEnd, readingEndsAt, latestMs)).toISOString();
    return { outcome: 'pass', reason: 'none-ended', observed: count, expected, validUntil };
  },
});

/** What snapd itself needs is no application, and is on every host with snapd. */
function isBundle({ source, name }: Package): boolean {
  return source === 'flatpak' || (source === 'snap' && !/^(?:core\d*|bare|snapd)$/.test(name));
}

/** Milliseconds since 1970; never, where no end is known. */
function endOf({ period }: Support, acceptExtended: boolean): number {
  const end = (acceptExtended ? period?.extendedEnd : null) ?? period?.end ?? null;
  return end === null ? Infinity : Date.parse(end);
}

/** What was true on the day on which its source was read is believed from there, though the table is younger. */
function readingEnd(known: readonly Found[], maxAgeDays: number): number {
  const days = known
    .filter(({ holdsFromReading }) => holdsFromReading)
    .map(({ readOn }) => Date.parse(readOn));
  return Math.min(...days) + maxAgeDays * dayMs;
}

function shown(found: readonly Found[]): Text {
  const names = found.map(({ name, period }) => (period?.end ? `${name} (${period.end})` : name));
  return text(shownNames(names), shownNames(names));
}
