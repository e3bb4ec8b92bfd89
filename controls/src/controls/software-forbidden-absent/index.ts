import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { software } from '../../evidence/software/index.ts';
import { packagesOf } from '../../evidence/software/package-list.ts';
import { forbiddenCategories } from '../../reference/forbidden-software/index.ts';
import { defineControl } from '../define.ts';
import { namesAmong } from '../name-patterns.ts';
import { noSoftwareList } from '../software-list.ts';
import { shownNames } from '../shown-names.ts';

export const softwareForbiddenAbsent = defineControl({
  id: 'software-forbidden-absent',
  title: text('禁止したソフトウェアが導入されていない', 'Forbidden software is not installed'),
  description: text(
    '導入されているソフトウェアの名前を、組織が届け出た「利用を禁止したソフトウェア」と、ファイル共有ソフト（Winny、Share、BitTorrent等）などの分類の表（日付付きの参照データ）と突き合わせる。遠隔操作ソフトの分類は、正規に使われることがあるため、指定したときだけ使う。Winnyのように複写だけで動き、登録されないものは、この一覧には現れない。',
    'The names of installed software are compared with the list of forbidden software that the organisation declares, and with a dated table of kinds such as peer-to-peer file sharing (Winny, Share, BitTorrent and others). Remote control is used only when asked for, because it may be in regular use. Programs that run by merely being copied, as Winny does, are not registered and not seen here.',
  ),
  needs: { list: software },
  params: z.object({
    forbidden: z._default(z.array(z.string()), []),
    categories: z._default(z.array(z.enum(forbiddenCategories)), [
      'p2p-file-sharing',
      'coin-mining',
      'anonymisation',
    ]),
    referenceMaxAgeDays: z._default(z.number().check(z.positive()), 365),
  }),
  parameters: {
    forbidden: {
      meaning: text('利用を禁止したソフトウェアの名前', 'Names of forbidden software'),
      source: text('組織の届出', "The organisation's declaration"),
      declared: { kind: 'forbidden-software', field: 'name' },
    },
    categories: {
      meaning: text('参照データのうち使う分類', 'Kinds of the table that count'),
      source: text(
        '製品の既定値（内閣官房・IPAのファイル共有ソフトの注意喚起ほか）',
        "The product's default: warnings of the Cabinet Secretariat and IPA on file sharing, and others",
      ),
    },
    referenceMaxAgeDays: {
      unit: 'days',
      meaning: text('名前の表を信用する日数', 'How long the table of names is believed'),
      source: text(
        '製品の既定値（表は年1回以上更新する）',
        "The product's default: it is renewed at least yearly",
      ),
    },
  },
  reference: ['forbidden-software'],
  reasons: {
    absent: text('禁止したソフトウェアはない。', 'There is no forbidden software.'),
    'forbidden-by-declaration': text(
      '組織が禁止したソフトウェアがある。',
      'There is software that the organisation forbids.',
    ),
    'forbidden-kind': text(
      '禁止された分類のソフトウェアがある。',
      'There is software of a kind that is forbidden.',
    ),
    'nothing-declared': text(
      '禁止したソフトウェアが届け出られていない。届出「利用を禁じたソフトウェア」に名前を登録する。',
      'No forbidden software is declared. Register names under the declaration forbidden-software.',
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
      '`apt purge 名前`、`dnf remove 名前`、`zypper remove 名前`、`flatpak uninstall 名前`、`snap remove 名前` で除き、入れた経緯を確かめる。',
      'Remove it with `apt purge NAME`, `dnf remove NAME`, `zypper remove NAME`, `flatpak uninstall NAME` or `snap remove NAME`, and find out how it came there.',
    ),
    windows: text(
      '「設定 > アプリ > インストールされているアプリ」で除き、入れた経緯と情報の流出の有無を確かめる。',
      'Remove it in Settings > Apps > Installed apps, and find out how it came there and whether information left.',
    ),
    macos: text(
      'アプリケーションフォルダから除くか `brew uninstall 名前` を実行し、入れた経緯を確かめる。',
      'Remove it from the Applications folder or with `brew uninstall NAME`, and find out how it came there.',
    ),
  },
  evaluate({ list }, { forbidden, categories }, { reference }) {
    const names = packagesOf(list).map(({ name }) => name);
    const expected = text('禁止したソフトウェアがない', 'no forbidden software');
    const count = text(`${list.total}件を確認`, `${list.total} looked at`);
    const declared = names.filter(namesAmong(forbidden));
    if (declared.length > 0) {
      const observed = text(shownNames(declared), shownNames(declared));
      return { outcome: 'fail', reason: 'forbidden-by-declaration', observed, expected };
    }
    for (const { id, title, names: patterns } of reference.forbiddenSoftware.categories) {
      const found = categories.includes(id) ? names.filter(namesAmong(patterns)) : [];
      if (found.length === 0) continue;
      const shown = shownNames(found);
      const observed = text(`${title.ja}: ${shown}`, `${title.en}: ${shown}`);
      return { outcome: 'fail', reason: 'forbidden-kind', observed, expected };
    }
    const missing = noSoftwareList(list);
    if (missing) return { ...missing, observed: count, expected };
    if (forbidden.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', observed: count, expected };
    }
    if (list.truncated) return { outcome: 'unknown', reason: 'truncated', observed: count, expected };
    return { outcome: 'pass', reason: 'absent', observed: count, expected };
  },
});
