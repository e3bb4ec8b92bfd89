import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { readEnrolmentFile } from '../../agent/src/identity/enrolment-file.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const deploy = resolve(import.meta.dirname, '../../deploy');
const read = (path: string) => readFileSync(join(deploy, path), 'utf8');

const scripts = globSync('{linux/**/*,macos/*.sh}', { cwd: deploy }).filter(
  (path) => /\.sh$|linux\/(deb\/|rpm\/|[a-z-]+$)/.test(path) && !/linux\/(deb|rpm)$/.test(path),
);

test.runIf(process.platform !== 'win32').each(scripts)('sh understands every line of %s', (path) => {
  const { status, stderr } = spawnSync('sh', ['-n', join(deploy, path)], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('there are scripts for both kinds of packages, and for macOS', () => {
  expect(scripts.length).toBeGreaterThanOrEqual(12);
});

test.each(['macos/jp.tenken.agent.plist', 'windows/tenken-agent-task.xml', 'windows/tenken-agent.wxs'])(
  '%s is well-formed',
  (path) => {
    const parser = new SaxesParser();
    let elements = 0;
    parser.on('opentag', () => (elements += 1));
    parser.write(read(path)).close();
    expect(elements).toBeGreaterThan(10);
  },
);

test('what runs the agent on each system asks it for the same', () => {
  const line = 'run --once --gently';
  expect(read('systemd/tenken-agent.service')).toContain(`/usr/lib/tenken-agent/tenken-agent ${line}\n`);
  expect(read('windows/tenken-agent-task.xml')).toContain(`<Arguments>${line} --enrol-from `);
  const plist = [...read('macos/jp.tenken.agent.plist').matchAll(/<string>(.*?)<\/string>/g)].map(
    ([, text]) => text,
  );
  expect(plist.join(' ')).toContain(`/usr/local/lib/tenken-agent/tenken-agent.mjs ${line} --enrol-from `);
});

test('the example of an enrolment file is one, but for what lies beside it', () => {
  const path = join(scratchFolder(), 'enrol.conf');
  writeFileSync(path, read('linux/enrol.conf.example'), { mode: 0o600 });
  expect(() => readEnrolmentFile(path)).toThrow(/token is not there/);
});
