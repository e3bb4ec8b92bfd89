import { expect, test } from 'vitest';
import { isOnlyHere } from '../reach.ts';
import { outwardRun, outwardUp } from './outward.ts';

test('the command that was typed comes back, open to other machines', () => {
  const typed = ['--data', '/var/my data', '--listen', '127.0.0.1', '--port=9443'];
  expect(outwardUp(typed, { npm_lifecycle_event: 'start' }, 'madoguchi1')).toEqual({
    kind: 'command',
    command: "npm start -- --data '/var/my data' --port=9443 --listen 0.0.0.0 --public-name madoguchi1",
  });
  expect(outwardUp([], {}, 'localhost')).toMatchObject({
    command: 'npx tenken up --listen 0.0.0.0 --public-name NAME',
  });
  expect(outwardRun(['--agent-listen=127.0.0.1', '--data', 'd'], null, 'c1')).toMatchObject({
    command: 'npx tenken collector run --data d --listen 0.0.0.0 --agent-listen 0.0.0.0 --public-name c1',
  });
});

test('where a file holds the settings, they are changed there', () => {
  expect(outwardRun([], '/etc/tenken/collector.toml', 'c1')).toEqual({
    kind: 'file',
    file: '/etc/tenken/collector.toml',
    lines: 'listen = "0.0.0.0"\nagent_listen = "0.0.0.0"\npublic_name = "c1"',
  });
});

test.each([
  [{ listen: '0.0.0.0', agentListen: '0.0.0.0', publicName: 'c1' }, false],
  [{ listen: '127.0.0.1', agentListen: '0.0.0.0', publicName: 'c1', publicUrl: 'https://c1' }, false],
  [{ listen: '127.0.0.1', agentListen: '0.0.0.0', publicName: 'c1' }, true],
  [{ listen: '0.0.0.0', agentListen: '127.0.0.1', publicName: 'c1' }, true],
  [{ listen: '::', agentListen: '::', publicName: 'localhost' }, true],
])('whether others come in: %j', (addresses, onlyHere) => {
  expect(isOnlyHere(addresses)).toBe(onlyHere);
});
