import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { osRelease } from '../../evidence/os-release/index.ts';
import { software } from '../../evidence/software/index.ts';
import { severities } from '../../reference/advisories/advisory.ts';
import type { Advisory, HostAdvisories, Severity } from '../../reference/advisories/advisory.ts';
import { affecting, installedPackages } from '../../reference/advisories/installed.ts';
import type { Installed } from '../../reference/advisories/installed.ts';
import { distributionRelease } from '../../reference/advisories/release.ts';
import { defineControl } from '../define.ts';
import { noSoftwareList } from '../software-list.ts';

const dayMs = 86_400_000;

/**
 * Only packages of the distribution are compared: an advisory is about the versions that a distribution itself built,
 * and another vendor's package of the same name has other numbers.
 */
export const knownVulnerabilities = defineControl({
  id: 'known-vulnerabilities',
  title: text(
    '修正版の出ている既知の脆弱性が残っていない',
    'No package has a known vulnerability that a newer version repairs',
  ),
  description: text(
    'Linuxディストリビューションのパッケージの版を、取り込んだ脆弱性情報（OSV、OVAL、CSAF/VEX。署名を確かめた束として運び込む）の「修正された版」と、dpkg又はrpmの順序で比べる。公表から猶予日数を過ぎても修正版になっていないものがあれば不適合とする。重大度の示されない情報は、重大度の基準にかかわらず数える。そのリリースの情報が取り込まれていないか、期限より古ければ未確認とし、適合とはしない。修正版の出ていない脆弱性、ディストリビューション以外から入れたソフトウェア、Windows、macOSは対象外である。カーネルは導入済みの最新のものを見る（動いているかは os-patched が見る）。',
    'Versions of packages of the Linux distribution are compared, in the order of dpkg or rpm, with the repaired versions in the advisories that were carried in (OSV, OVAL, CSAF/VEX, in a bundle whose signature was checked). What is not repaired when the days of grace since publication are over fails. An advisory that tells no severity counts whatever severity is asked for. Where no advisories for the release are there, or they are older than their limit, the result is unknown and never a pass. Vulnerabilities that nothing repairs yet, software from elsewhere, Windows and macOS are not looked at. Of kernels the newest that is installed counts; whether it runs is what os-patched asks.',
  ),
  needs: { release: osRelease, list: software },
  params: z.object({
    minSeverity: z._default(z.enum(severities), 'low'),
    graceDays: z._default(z.number().check(z.nonnegative()), 30),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 35),
  }),
  parameters: {
    minSeverity: {
      meaning: text('数える最低の重大度', 'The lowest severity that counts'),
      source: text(
        '製品の既定値（修正版が出ている以上、すべて数える）',
        "The product's default: all, since a repair is there",
      ),
    },
    graceDays: {
      unit: 'days',
      meaning: text(
        '脆弱性情報の公表から、修正版にするまでの猶予',
        'From the publication of an advisory until its repair has to be installed',
      ),
      source: text(
        '製品の既定値（月1回の更新作業を前提とする）',
        "The product's default, for updates that are installed monthly",
      ),
    },
    referenceMaxAgeDays: {
      unit: 'days',
      meaning: text('脆弱性情報を信用する日数', 'How long advisories are believed'),
      source: text(
        '製品の既定値（月1回の運び込みに数日の余裕を見る）',
        "The product's default, for advisories that are carried in monthly and some days late",
      ),
    },
  },
  reference: ['advisories'],
  reasons: {
    'none-known': text(
      '修正版の出ている既知の脆弱性はない。',
      'No known vulnerability that is repaired elsewhere.',
    ),
    'within-grace': text(
      '修正版の出ている脆弱性があり、いずれも猶予期間内である。',
      'There are vulnerabilities with a repair, all within their days of grace.',
    ),
    vulnerable: text(
      '修正版の出ている脆弱性が、猶予を過ぎて残っている。',
      'Vulnerabilities with a repair are still there after their days of grace.',
    ),
    'no-feed': text(
      'このリリースの脆弱性情報が取り込まれていない。`tenken feed import` で取り込む。',
      'No advisories for this release were carried in. Do so with `tenken feed import`.',
    ),
    'not-a-distribution': text(
      'リリースの決まったLinuxディストリビューションではなく、脆弱性情報と比べられない。',
      'Not a Linux distribution with releases: there are no advisories to compare with.',
    ),
    'source-not-told': text(
      'パッケージの元となったソースパッケージが報告されていない。エージェントを更新する。',
      'What packages were built from is not reported. Update the agent.',
    ),
    'version-not-told': text('版の分からないパッケージがある。', 'Some package tells no version.'),
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
      '示されたパッケージを更新する: `apt update && apt upgrade`、`dnf upgrade --security`、`zypper patch`。閉域網では更新リポジトリの写しを新しくしてから行う。',
      'Update the packages that are named: `apt update && apt upgrade`, `dnf upgrade --security` or `zypper patch`. On a closed network renew the mirror of the repository first.',
    ),
    windows: text(
      'この管理策はWindowsを見ない。更新プログラムの適用は os-patched で確かめる。',
      'This control does not look at Windows. See os-patched for its updates.',
    ),
    macos: text(
      'この管理策はmacOSを見ない。更新の適用は os-patched で確かめる。',
      'This control does not look at macOS. See os-patched for its updates.',
    ),
  },
  evaluate({ release, list }, { minSeverity, graceDays }, { now, reference }) {
    const expected = text(
      `重大度「${minSeverity}」以上の既知の脆弱性が、公表から${graceDays}日を過ぎて残っていない`,
      `no known vulnerability of severity ${minSeverity} or above ${graceDays} days after its publication`,
    );
    const where = distributionRelease(release);
    const system = where ?? [release.id, release.versionId ?? ''].join(' ').trim();
    const shown = (observed: Text) => ({ observed, expected });
    if (where === null) {
      return { outcome: 'unknown', reason: 'not-a-distribution', ...shown(text(system, system)) };
    }
    const { feeds } = reference.advisories;
    const count = counted(list.total, system, feeds);
    const missing = noSoftwareList(list);
    if (missing) return { ...missing, ...shown(count) };
    if (!list.sources.some((source) => source === 'dpkg' || source === 'rpm')) {
      return { outcome: 'unknown', reason: 'no-list', ...shown(count) };
    }
    if (feeds.length === 0) return { outcome: 'unknown', reason: 'no-feed', ...shown(count) };

    const installed = installedPackages(list);
    const found = vulnerabilities(installed.packages, reference.advisories, minSeverity);
    const dueAt = ({ advisory }: Found) =>
      advisory.publishedOn === null ? -Infinity : Date.parse(advisory.publishedOn) + graceDays * dayMs;
    const due = found.filter((one) => dueAt(one) <= now.getTime());
    if (due.length > 0) return { outcome: 'fail', reason: 'vulnerable', ...shown(listed(due)) };
    if (installed.sourceMissing && feeds.some(({ names }) => names === 'source')) {
      return { outcome: 'unknown', reason: 'source-not-told', ...shown(count) };
    }
    if (installed.versionMissing) return { outcome: 'unknown', reason: 'version-not-told', ...shown(count) };
    if (list.truncated) return { outcome: 'unknown', reason: 'truncated', ...shown(count) };
    if (found.length === 0) return { outcome: 'pass', reason: 'none-known', ...shown(count) };
    const validUntil = new Date(found.map(dueAt).reduce((a, b) => Math.min(a, b))).toISOString();
    return { outcome: 'pass', reason: 'within-grace', ...shown(listed(found)), validUntil };
  },
});

type Found = { installed: Installed; advisory: Advisory };

function vulnerabilities(
  packages: readonly Installed[],
  { feeds, of }: HostAdvisories,
  minSeverity: Severity,
): Found[] {
  const least = severities.indexOf(minSeverity);
  return feeds.flatMap((feed) =>
    packages
      .filter(({ names }) => names === feed.names)
      .flatMap((installed) =>
        affecting(installed, of(feed.name, installed.name))
          .filter(({ severity }) => severity === null || severities.indexOf(severity) >= least)
          .map((advisory) => ({ installed, advisory })),
      ),
  );
}

function counted(total: number, system: string, feeds: HostAdvisories['feeds']): Text {
  const names = feeds.map(({ name, asOf }) => `${name} ${asOf}`).join(', ');
  return names === ''
    ? text(`${system}: ${total}件`, `${system}: ${total} packages`)
    : text(`${system}: ${total}件を ${names} と比較`, `${system}: ${total} packages compared with ${names}`);
}

const byNumber = new Intl.Collator('en', { numeric: true });
const shownPackages = 8;
const shownCves = 4;

/** Packages with the gravest first, and the newest of what each has: old ones come with what nobody updates. */
function listed(found: readonly Found[]): Text {
  const rows = [...Map.groupBy(found, ({ installed }) => `${installed.name} ${installed.version}`)].map(
    ([name, all]) => ({
      name,
      worst: Math.max(...all.map(({ advisory }) => rank(advisory.severity))),
      ids: [...new Set(all.flatMap(({ advisory: { id, cves } }) => (cves.length > 0 ? cves : [id])))],
    }),
  );
  rows.sort((a, b) => b.worst - a.worst || (a.name < b.name ? -1 : 1));
  const vulnerable = new Set(rows.flatMap(({ ids }) => ids)).size;
  const parts = rows.slice(0, shownPackages).map(({ name, ids }) => {
    const rest = ids.length > shownCves ? ` +${ids.length - shownCves}` : '';
    const newest = ids.toSorted((a, b) => byNumber.compare(b, a)).slice(0, shownCves);
    return `${name.slice(0, 80)} (${newest.join(' ')}${rest})`;
  });
  if (rows.length > shownPackages) parts.push(`+${rows.length - shownPackages}`);
  const list = parts.join(', ');
  return text(
    `${rows.length}パッケージに${vulnerable}件: ${list}`,
    `${vulnerable} in ${rows.length} packages: ${list}`,
  );
}

/** What nobody has rated may be the worst. */
function rank(severity: Severity | null): number {
  return severity === null ? severities.length - 1 : severities.indexOf(severity);
}
