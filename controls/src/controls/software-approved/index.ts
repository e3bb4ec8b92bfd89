import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { software } from '../../evidence/software/index.ts';
import { packagesOf } from '../../evidence/software/package-list.ts';
import { defineControl } from '../define.ts';
import { namesAmong } from '../name-patterns.ts';
import { noSoftwareList } from '../software-list.ts';
import { shownNames } from '../shown-names.ts';

export const softwareApproved = defineControl({
  id: 'software-approved',
  title: text('認めたソフトウェアだけが導入されている', 'Only approved software is installed'),
  description: text(
    '導入されているソフトウェアの名前を、組織が届け出た「利用を認めたソフトウェア」の一覧と突き合わせる。一覧では * が任意の文字列、? が任意の1文字を表す。パッケージ管理に登録されたものを対象とし、単に複写されたプログラムは見えない。aptが依存関係のために入れたものは、それを必要とするソフトウェアの一部とみなす。',
    'The names of installed software are compared with the list of approved software that the organisation declares; in it * stands for anything and ? for one character. What an installer or package manager registered is looked at; programs that were merely copied are not seen. What apt installed only because another package needs it counts as part of that package.',
  ),
  needs: { list: software },
  params: z.object({
    approved: z._default(z.array(z.string()), []),
    includeDependencies: z._default(z.boolean(), false),
  }),
  parameters: {
    approved: {
      meaning: text('利用を認めたソフトウェアの名前', 'Names of approved software'),
      source: text('組織の届出', "The organisation's declaration"),
      declared: { kind: 'approved-software', field: 'name' },
    },
    includeDependencies: {
      meaning: text(
        '依存関係のために入ったパッケージも一覧にあることを求める',
        'Ask for packages that came along as dependencies, too',
      ),
      source: text(
        '製品の既定値（求めない: 認めたソフトウェアの構成要素である）',
        "The product's default: no, they are parts of approved software",
      ),
    },
  },
  reasons: {
    'all-approved': text('全て一覧にある。', 'All of it is on the list.'),
    'not-approved': text('一覧にないソフトウェアがある。', 'There is software that is not on the list.'),
    'nothing-declared': text(
      '利用を認めたソフトウェアが届け出られていない。届出「利用を認めたソフトウェア」に名前を登録する。',
      'No approved software is declared. Register names under the declaration approved-software.',
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
      '不要なものは `apt purge 名前`、`dnf remove 名前`、`zypper remove 名前` で除く。業務に要るものは承認を得て一覧に加える。',
      'Remove what is not needed with `apt purge NAME`, `dnf remove NAME` or `zypper remove NAME`. Get approval for what is needed and add it to the list.',
    ),
    windows: text(
      '「設定 > アプリ > インストールされているアプリ」で除く。利用者ごとに入ったものは、その利用者で除く。業務に要るものは承認を得て一覧に加える。',
      'Remove it in Settings > Apps > Installed apps; what one person installed is removed by that person. Get approval for what is needed and add it to the list.',
    ),
    macos: text(
      'アプリケーションフォルダから除く。Homebrewのものは `brew uninstall 名前` で除く。業務に要るものは承認を得て一覧に加える。',
      'Remove it from the Applications folder, or with `brew uninstall NAME`. Get approval for what is needed and add it to the list.',
    ),
  },
  evaluate({ list }, { approved, includeDependencies }) {
    const isApproved = namesAmong(approved);
    const asked = packagesOf(list).filter(({ automatic }) => includeDependencies || automatic !== true);
    const others = asked.filter(({ name }) => !isApproved(name)).map(({ name }) => name);
    const expected = text('全てが一覧にある', 'all of it is on the list');
    const count = text(
      `${list.total}件のうち${asked.length}件を確認`,
      `${asked.length} of ${list.total} looked at`,
    );
    const missing = noSoftwareList(list);
    if (missing) return { ...missing, observed: count, expected };
    if (approved.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', observed: count, expected };
    }
    if (others.length > 0) {
      const names = shownNames(others);
      const observed = text(`${count.ja}、一覧にない: ${names}`, `${count.en}, not on the list: ${names}`);
      return { outcome: 'fail', reason: 'not-approved', observed, expected };
    }
    if (list.truncated) return { outcome: 'unknown', reason: 'truncated', observed: count, expected };
    return { outcome: 'pass', reason: 'all-approved', observed: count, expected };
  },
});
