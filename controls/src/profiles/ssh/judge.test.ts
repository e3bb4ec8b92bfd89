import { expect, test } from 'vitest';
import type { SshFacts, SshLists } from '../../evidence/ssh/facts.ts';
import { cryptrec } from './data/cryptrec.ts';
import { hardened, openssh100, openssh92 } from './data/policies.ts';
import { judgeSsh } from './judge.ts';
import { areas } from './profile.ts';
import type { SshProfile } from './profile.ts';
import { sshProfileIds, sshProfiles } from './registry.ts';
import { factsOf } from './sample-facts.ts';

const now = new Date('2026-11-22T00:00:00.000Z');
const in2031 = new Date('2030-12-31T15:00:00.000Z');
const before2031 = new Date('2030-12-31T14:59:59.999Z');
const strong = factsOf(hardened);
const stock = factsOf(openssh92);

function levelOf(facts: SshFacts, profile: SshProfile = cryptrec, at = now) {
  const [level] = judgeSsh(facts, profile, { now: at }).levels;
  if (!level) throw new Error('a profile has a level');
  const outcomes = Object.fromEntries(
    level.requirements.map(({ requirement, outcome }) => [requirement, outcome]),
  );
  return { ...level, outcomes };
}

const withLists = (change: Partial<SshLists>, base = strong): SshFacts => {
  if (base.lists === null) throw new Error('the sample has lists');
  return { ...base, lists: { ...base.lists, ...change } };
};
const both = (...names: string[]) => ({ toServer: names, toClient: names });
const rsa = (bits: number): SshFacts => ({
  ...strong,
  hostKeys: [{ algorithm: 'rsa-sha2-512', type: 'ssh-rsa', bits, sha256: 'A'.repeat(43), authority: null }],
});
const group = (bits: number | null, answer = 'group'): SshFacts => ({
  ...strong,
  groups: [
    {
      algorithm: 'diffie-hellman-group-exchange-sha256',
      minBits: 512,
      wantedBits: 512,
      maxBits: 2048,
      bits,
      answer,
    },
  ],
});

test('a strong server meets CRYPTREC by rows that nobody has compared yet', () => {
  const { outcome, byUnverifiedRows, requirements } = levelOf(strong);
  expect({ outcome, byUnverifiedRows }).toEqual({ outcome: 'met', byUnverifiedRows: true });
  expect(requirements.filter((one) => !['pass', 'not-applicable'].includes(one.outcome))).toEqual([]);
});

test('a stock server of Debian 12 meets it with warnings that are told', () => {
  const { outcome, outcomes, requirements } = levelOf(stock);
  expect(outcome).toBe('met');
  expect(outcomes).toMatchObject({
    'key-exchanges-recommended': 'warning',
    'macs-recommended': 'warning',
    'group-bits': 'pass',
    'group-bits-recommended': 'warning',
  });
  expect(requirements.find(({ requirement }) => requirement === 'key-exchanges')?.validUntil).toBe(
    '2030-12-31T15:00:00.000Z',
  );
});

test('with the end of 2030 in Japan 112 bits are no longer enough', () => {
  expect(levelOf(stock, cryptrec, before2031).outcome).toBe('met');
  const after = levelOf(stock, cryptrec, in2031);
  expect(after.outcome).toBe('not-met');
  expect(after.outcomes).toMatchObject({ 'key-exchanges': 'fail', 'group-bits': 'fail' });
  expect(levelOf(rsa(2048), cryptrec, in2031).outcome).toBe('not-met');
  expect(levelOf(rsa(3072), cryptrec, in2031).outcome).toBe('met');
});

test.each([
  ['kex with SHA-1', withLists({ keyExchanges: ['diffie-hellman-group14-sha1'] }), 'key-exchanges'],
  [
    'group 1',
    withLists({ keyExchanges: ['curve25519-sha256', 'diffie-hellman-group1-sha1'] }),
    'key-exchanges',
  ],
  ['GSS with SHA-1', withLists({ keyExchanges: ['gss-gex-sha1-toWM5Slw5Ew8Mqkay+al2g=='] }), 'key-exchanges'],
  ['ssh-rsa', withLists({ hostKeyAlgorithms: ['ssh-rsa'] }), 'host-key-algorithms'],
  [
    'ssh-rsa certificates',
    withLists({ hostKeyAlgorithms: ['ssh-rsa-cert-v01@openssh.com'] }),
    'host-key-algorithms',
  ],
  ['3DES', withLists({ ciphers: both('aes128-ctr', '3des-cbc') }), 'ciphers'],
  ['3DES one way', withLists({ ciphers: { toServer: ['aes128-ctr'], toClient: ['3des-cbc'] } }), 'ciphers'],
  ['no encryption', withLists({ ciphers: both('none') }), 'ciphers'],
  ['MD5', withLists({ macs: both('hmac-md5') }), 'macs'],
  ['96 bits of a MAC', withLists({ macs: both('hmac-sha1-96-etm@openssh.com') }), 'macs'],
  ['RSA 2047', rsa(2047), 'host-key-bits'],
  ['a group of 2047', group(2047), 'group-bits'],
  ['SSH 1 beside', { ...strong, protocol: '1.99' }, 'protocol'],
])('%s fails', (_what, facts, requirement) => {
  const { outcome, outcomes } = levelOf(facts);
  expect(outcome).toBe('not-met');
  expect(Object.keys(outcomes).filter((id) => outcomes[id] === 'fail')).toEqual([requirement]);
});

test.each([
  ['CBC', withLists({ ciphers: both('aes128-cbc') }), 'ciphers-recommended'],
  ['HMAC with SHA-1', withLists({ macs: both('hmac-sha1') }), 'macs-recommended'],
  ['UMAC', withLists({ macs: both('umac-128@openssh.com') }), 'macs-recommended'],
  ['RSA 2048', rsa(2048), 'host-key-bits-recommended'],
  ['RSA 3071', rsa(3071), 'host-key-bits-recommended'],
  ['a group of 2048', group(2048), 'group-bits-recommended'],
])('%s is a warning', (_what, facts, requirement) => {
  const { outcome, outcomes } = levelOf(facts);
  expect(outcome).toBe('met');
  expect(outcomes[requirement]).toBe('warning');
});

test.each([
  ['a name that nobody knows', withLists({ ciphers: both('aes128-ctr', 'rot13@example.jp') }), 'ciphers'],
  [
    'an RSA key that was not read',
    { ...strong, hostKeys: [], hostKeysUnread: [{ algorithm: 'rsa-sha2-512', why: 'silent' }] },
    'host-key-bits',
  ],
  ['a group that was not told', group(null, 'silent'), 'group-bits'],
  ['a group that was dropped, with nothing after', group(null, 'dropped'), 'group-bits'],
  ['lists that differ', { ...strong, sameListsEachTime: false }, 'macs'],
])('%s leaves it open', (_what, facts, requirement) => {
  const { outcome, outcomes } = levelOf(facts);
  expect(outcome).toBe('undetermined');
  expect(outcomes[requirement]).toBe('unknown');
});

test('SSH 1 alone fails, and the rest is open', () => {
  const { outcome, outcomes } = levelOf({
    ...strong,
    protocol: '1.5',
    lists: null,
    hostKeys: [],
    groups: [],
  });
  expect({ outcome, protocol: outcomes['protocol'], ciphers: outcomes['ciphers'] }).toEqual({
    outcome: 'not-met',
    protocol: 'fail',
    ciphers: 'unknown',
  });
});

test('keys whose name tells their size need not be read', () => {
  const facts = { ...strong, hostKeys: [], hostKeysUnread: [{ algorithm: 'ssh-ed25519', why: 'silent' }] };
  expect(levelOf(facts).outcomes['host-key-bits']).toBe('not-applicable');
});

test('a refusal of small groups counts when the server answered afterwards', () => {
  const facts = { ...strong, groups: [...group(null, 'hangs-up').groups, ...group(3072).groups] };
  expect(levelOf(facts).outcomes['group-bits-recommended']).toBe('pass');
});

test.each([
  ['chacha20', both('chacha20-poly1305@openssh.com'), both('hmac-sha2-256'), 'fail'],
  ['CBC with EtM', both('aes128-cbc'), both('hmac-sha2-256-etm@openssh.com'), 'fail'],
  ['CBC without EtM', both('aes128-cbc'), both('hmac-sha2-256'), 'pass'],
  ['CTR with EtM', both('aes128-ctr'), both('hmac-sha2-256-etm@openssh.com'), 'pass'],
  ['GCM', both('aes128-gcm@openssh.com'), both('hmac-sha2-256-etm@openssh.com'), 'pass'],
])('Terrapin without strict key exchange: %s', (_what, ciphers, macs, outcome) => {
  expect(levelOf(withLists({ signals: [], ciphers, macs })).outcomes['prefix-truncation']).toBe(outcome);
  const strict = withLists({ signals: ['kex-strict-s-v00@openssh.com'], ciphers, macs });
  expect(levelOf(strict).outcomes['prefix-truncation']).toBe('pass');
});

test('each policy is met by what it names, and a delivered one by nothing else', () => {
  for (const profile of [hardened, openssh92, openssh100]) {
    expect(levelOf(factsOf(profile), profile)).toMatchObject({ outcome: 'met', byUnverifiedRows: false });
  }
  expect(levelOf(factsOf(openssh92), openssh100).outcome).toBe('not-met');
  const shuffled = withLists({ macs: both(...openssh92.lists.macs.toReversed()) }, stock);
  expect(levelOf(shuffled, openssh92).outcomes['macs']).toBe('fail');
});

test('the hardened policy takes a part of its lists and larger keys', () => {
  const part = withLists({ keyExchanges: ['curve25519-sha256'], ciphers: both('aes128-ctr') }, rsa(4096));
  expect(levelOf(part, hardened).outcome).toBe('met');
  expect(levelOf(rsa(3071), hardened).outcomes['host-key-bits']).toBe('fail');
  expect(levelOf(group(2048), hardened).outcomes['group-bits']).toBe('fail');
  expect(levelOf(withLists({ signals: [] }), hardened).outcomes['strict-key-exchange']).toBe('fail');
});

test('the hardened policy holds nothing that CRYPTREC warns of', () => {
  expect(levelOf(strong).requirements.filter(({ outcome }) => outcome === 'warning')).toEqual([]);
});

test('a record of comparison that differs takes the level away', () => {
  const record = {
    profile: 'cryptrec',
    row: 'macs',
    confirmedBy: 'x',
    confirmedOn: '2026-12-01',
    page: '',
  } as const;
  const judged = judgeSsh(strong, cryptrec, { now, verified: [{ ...record, result: 'differs' }] });
  expect(judged.levels[0]?.outcome).toBe('undetermined');
});

test('no name stands in two rows of an area, and the registry knows each profile by its id', () => {
  for (const area of areas) {
    const names = cryptrec.rows[area].flatMap((row) => row.names);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  }
  expect(sshProfileIds.map((id) => sshProfiles[id].id)).toEqual([...sshProfileIds]);
});
