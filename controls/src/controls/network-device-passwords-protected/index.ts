import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkDevice } from '../../evidence/network-device/index.ts';
import { defineControl } from '../define.ts';
import type { StoredPassword } from '../../evidence/network-device/schema.ts';

type Storage = StoredPassword['storage'];

export const networkDevicePasswordsProtected = defineControl({
  id: 'network-device-passwords-protected',
  title: text(
    'ネットワーク機器のパスワードが強い形で保存されている',
    'The passwords of the network device are stored in a strong form',
  ),
  description: text(
    '設定ファイルの写しからパスワードが読まれないよう、利用者・特権・回線のパスワードが全て、元に戻せない強い形（Ciscoのtype 8・9、SHA-2など）であることを確かめる。値そのものは機器の外に出さない。',
    'So that nobody reads passwords in a copy of the configuration, those of users, privileges and lines are all kept in a strong form that cannot be turned back (Cisco type 8 or 9, SHA-2 and the like). The values themselves never leave the session.',
  ),
  needs: { device: networkDevice },
  params: z.object({ acceptWeakHash: z._default(z.boolean(), false) }),
  parameters: {
    acceptWeakHash: {
      meaning: text(
        'MD5・SHA-1など古いハッシュ（Ciscoのtype 5など）も認める',
        'Old hashes such as MD5 and SHA-1 (Cisco type 5) are accepted too',
      ),
      source: text(
        'NSA「Cisco Password Types: Best Practices」（2022年2月）: type 8を推奨、0・4・7は不可',
        'NSA, Cisco Password Types: Best Practices (February 2022): type 8 is recommended; not 0, 4 or 7',
      ),
    },
  },
  reasons: {
    protected: text('全て強い形で保存されている。', 'All are stored in a strong form.'),
    'no-password': text('パスワードのない利用者又は特権がある。', 'A user or a privilege has no password.'),
    readable: text('読める形又は元に戻せる形のパスワードがある。', 'A password can be read or turned back.'),
    'weak-hash': text('古いハッシュのパスワードがある。', 'A password is kept as an old hash.'),
    'form-unknown': text('保存の形が分からないパスワードがある。', 'The form of a password is not known.'),
    'none-told': text(
      '設定にパスワードがない。外部の認証による場合は、その側を人が確かめる。',
      'There is no password in the configuration. Where another server authenticates, a person checks there.',
    ),
  },
  remediation: {
    'network-device': text(
      'Cisco: `enable algorithm-type scrypt secret …`、`username 名前 algorithm-type scrypt secret …` に変え、`password` の行を消す。Junos: `set system login password format sha512` の後にパスワードを設定し直す。RTX: `login password encrypted`、`administrator password encrypted`。FortiGate: 版を上げ、パスワードを設定し直す。',
      'Cisco: change to `enable algorithm-type scrypt secret …` and `username NAME algorithm-type scrypt secret …` and remove lines with `password`. Junos: `set system login password format sha512`, then set passwords again. RTX: `login password encrypted`, `administrator password encrypted`. FortiGate: upgrade and set passwords again.',
    ),
  },
  evaluate({ device: { passwords, truncated } }, { acceptWeakHash }) {
    const expected = text('全てのパスワードが強いハッシュ', 'every password is a strong hash');
    const having = (...forms: Storage[]) => passwords.filter(({ storage }) => forms.includes(storage));
    const told = (list: readonly StoredPassword[]) => {
      const shown = list.slice(0, 5).map(({ of, form }) => `${of}: ${form}`);
      const words = `${shown.join(', ')}${list.length > 5 ? ` (+${list.length - 5})` : ''}`;
      return text(words || 'なし', words || 'none');
    };
    const none = having('none');
    if (none.length > 0) return { outcome: 'fail', reason: 'no-password', observed: told(none), expected };
    const readable = having('plain', 'reversible');
    if (readable.length > 0) {
      return { outcome: 'fail', reason: 'readable', observed: told(readable), expected };
    }
    const weak = having('weak-hash');
    if (weak.length > 0 && !acceptWeakHash) {
      return { outcome: 'fail', reason: 'weak-hash', observed: told(weak), expected };
    }
    const other = having('other');
    if (other.length > 0 || truncated) {
      return { outcome: 'unknown', reason: 'form-unknown', observed: told(other), expected };
    }
    return passwords.length === 0
      ? { outcome: 'unknown', reason: 'none-told', observed: told([]), expected }
      : { outcome: 'pass', reason: 'protected', observed: told(passwords), expected };
  },
});
