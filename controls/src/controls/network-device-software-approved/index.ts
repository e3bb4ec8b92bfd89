import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkDevice } from '../../evidence/network-device/index.ts';
import type { DeviceFamily } from '../../evidence/network-device/schema.ts';
import { defineControl } from '../define.ts';
import { namesAmong } from '../name-patterns.ts';

const products: Record<DeviceFamily, string> = {
  ios: 'Cisco IOS',
  junos: 'Junos',
  rtx: 'YAMAHA RTX',
  fortios: 'FortiOS',
};

export const networkDeviceSoftwareApproved = defineControl({
  id: 'network-device-software-approved',
  title: text(
    'ネットワーク機器が認めた版のソフトウェアで動いている',
    'The network device runs an approved version of its software',
  ),
  description: text(
    '機器の製品とソフトウェアの版を、組織が届け出た「通信回線装置のソフトウェア」の一覧と突き合わせる。一覧では * が任意の文字列、? が任意の1文字を表す。製品は Cisco IOS（IOS XEを含む）、Junos、YAMAHA RTX、FortiOS の名前か、機種の名前で書く。版に公開済みの脆弱性があるかは、一覧を定めるときに人が確かめる。',
    'The product and version of the device are compared with the declared list of software for network devices; in it * stands for anything and ? for one character. The product is Cisco IOS (IOS XE too), Junos, YAMAHA RTX or FortiOS, or the name of the model. Whether a version has known vulnerabilities is checked by people when they set up the list.',
  ),
  needs: { device: networkDevice },
  params: z.object({
    approved: z._default(z.nullable(z.array(z.object({ product: z.string(), version: z.string() }))), null),
  }),
  parameters: {
    approved: {
      meaning: text('認めた製品又は機種と、その版', 'Approved products or models, and their versions'),
      source: text(
        '組織の届出「通信回線装置のソフトウェア」',
        "The organisation's declaration of software for network devices",
      ),
      declared: { kind: 'approved-device-software', fields: ['product', 'version'] },
    },
  },
  reasons: {
    approved: text('認めた版である。', 'The version is approved.'),
    'version-not-approved': text(
      'この製品について認めた版でない。',
      'The version is not among those that are approved for this product.',
    ),
    'product-not-declared': text('一覧にない製品である。', 'The product is not on the list.'),
    'version-not-told': text('機器が版を答えない。', 'The device does not tell its version.'),
    'nothing-declared': text(
      '通信回線装置のソフトウェアが届け出られていない。届出「通信回線装置のソフトウェア」に製品と版を登録する。',
      'No software for network devices is declared. Register products and versions under the declaration approved-device-software.',
    ),
  },
  remediation: {
    'network-device': text(
      '提供元の公表する脆弱性情報を確かめ、認めた版に更新する。今の版を使い続けてよいときは、承認を得て届出に加える。',
      "Look at the maker's advisories and update to an approved version. Where the present one may stay, get it approved and add it to the declaration.",
    ),
  },
  evaluate({ device: { family, model, version } }, { approved }) {
    const product = products[family];
    const what = `${product}${model === null ? '' : ` (${model})`} ${version ?? '?'}`;
    const observed = text(what, what);
    const expected = text('届け出た製品と版', 'a declared product and version');
    const base = { observed, expected };
    if (approved === null || approved.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', ...base };
    }
    const own = approved.filter(
      (one) => namesAmong([one.product])(product) || (model !== null && namesAmong([one.product])(model)),
    );
    if (own.length === 0) return { outcome: 'fail', reason: 'product-not-declared', ...base };
    if (version === null) return { outcome: 'unknown', reason: 'version-not-told', ...base };
    return namesAmong(own.map((one) => one.version))(version)
      ? { outcome: 'pass', reason: 'approved', ...base }
      : { outcome: 'fail', reason: 'version-not-approved', ...base };
  },
});
