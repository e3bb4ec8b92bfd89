import { expect, test } from 'vitest';
import type { Inspection } from './host/answers.ts';
import type { AgentPackage } from './package/agent-package.ts';
import { planFor } from './plan.ts';

const manifest = 'a'.repeat(64);
const authority = 'b'.repeat(64);
const program: AgentPackage = {
  version: '1.2.3',
  machine: 'x86_64',
  id: `1.2.3-${manifest.slice(0, 16)}`,
  archive: Buffer.alloc(10),
  archiveSha256: 'c'.repeat(64),
  manifestSha256: manifest,
  unpackedBytes: 100 * 1024 * 1024,
};
const asItShouldBe: Inspection = {
  system: 'Linux',
  machine: 'x86_64',
  name: 'web1',
  missing: '',
  foreign: '',
  current: program.id,
  previous: '',
  manifest,
  links: 'stand',
  authority,
  identity: 'there',
  timer: 'on',
  trial: '',
  freeKilobytes: 1024 * 1024,
};
const plan = (found: Partial<Inspection>) => planFor({ ...asItShouldBe, ...found }, program, authority);
const all = { current: '', manifest: '', links: '', authority: '', identity: '', timer: '' } as const;

test('nothing to do where everything is as it should be', () => {
  expect(plan({})).toEqual({ kind: 'changes', changes: [] });
});

test.each<[string, Partial<Inspection>, string[]]>([
  ['a new host', all, ['place-program', 'write-authority', 'enrol', 'switch-program']],
  [
    'another version',
    { current: '1.2.2-ffff', manifest: 'd'.repeat(64) },
    ['place-program', 'switch-program'],
  ],
  ['a file that was changed', { manifest: '' }, ['place-program']],
  ['a link that is gone', { links: '' }, ['restore-links']],
  ['a timer that is off', { timer: '' }, ['start-timer']],
  ['another authority', { authority: 'e'.repeat(64) }, ['write-authority']],
  ['no identity', { identity: '' }, ['enrol']],
])('%s', (_, found, changes) => {
  expect(plan(found)).toEqual({ kind: 'changes', changes });
});

test('a version that is on trial is waited for; another one is left alone', () => {
  expect(plan({ trial: program.id })).toEqual({ kind: 'on-trial' });
  expect(plan({ trial: '1.2.2-ffff', current: '1.2.2-ffff' })).toMatchObject({ kind: 'unsupported' });
});

test.each<[string, Partial<Inspection>, RegExp]>([
  ['no Linux', { system: 'Darwin' }, /Darwin/],
  ['no systemd', { missing: 'systemctl' }, /systemctl/],
  ['a package manager', { foreign: '/usr/lib/tenken-agent/tenken-agent' }, /no roll-out has put it there/],
  ['no room', { ...all, freeKilobytes: 1000 }, /MiB are needed/],
  ['a name that would fit every host', { name: '*' }, /host name/],
])('%s: nothing is done, and why', (_, found, why) => {
  const made = plan(found);
  expect(made.kind === 'unsupported' && made.why).toMatch(why);
});
