import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { scratchFolder } from '../support/scratch-folder.ts';

const folder = join(import.meta.dirname, '../../deploy/ansible');
const role = join(folder, 'roles/tenken_agent');
const files = globSync('**/*.yml', { cwd: folder }).toSorted();
const read = (path: string): unknown => parse(readFileSync(path, 'utf8'));

/** What a task may have besides its one module. */
const ofTasks = new Set([
  'name',
  'when',
  'register',
  'changed_when',
  'failed_when',
  'no_log',
  'notify',
  'loop',
  'loop_control',
  'delegate_to',
  'become',
  'until',
  'retries',
  'delay',
  'environment',
  'block',
  'rescue',
]);
const Task = z.looseObject({ name: z.string().min(5) });
type Task = z.infer<typeof Task>;

function tasksIn(path: string): Task[] {
  const flat = (tasks: unknown): Task[] =>
    z
      .array(Task)
      .parse(tasks)
      .flatMap((task) => [
        task,
        ...(task['block'] ? flat(task['block']) : []),
        ...(task['rescue'] ? flat(task['rescue']) : []),
      ]);
  return flat(read(path));
}

const tasks = globSync(['tasks/*.yml', 'handlers/*.yml'], { cwd: role }).flatMap((name) =>
  tasksIn(join(role, name)),
);

test('every task has a name and one module, of those that every Ansible has', () => {
  expect(tasks.length).toBeGreaterThan(20);
  for (const task of tasks) {
    const modules = Object.keys(task).filter((key) => !ofTasks.has(key));
    const wanted = task['block'] ? [] : [expect.stringMatching(/^ansible\.builtin\.\w+$/)];
    expect(modules, task.name).toEqual(wanted);
  }
});

test('every variable has a default, and every default is used', () => {
  const defaults = Object.keys(
    z.record(z.string(), z.unknown()).parse(read(join(role, 'defaults/main.yml'))),
  );
  const set = tasks.flatMap((task) => [
    ...[task['register']].filter((name) => typeof name === 'string'),
    ...Object.keys(task['ansible.builtin.set_fact'] ?? {}),
  ]);
  const texts = globSync('tasks/*.yml', { cwd: role }).map((name) => readFileSync(join(role, name), 'utf8'));
  const used = new Set(texts.join('\n').match(/(?<![\w/.-])tenken_agent_\w+/g));
  expect([...used].filter((name) => !defaults.includes(name) && !set.includes(name))).toEqual([]);
  expect(defaults.filter((name) => !used.has(name))).toEqual([]);
});

test('whatever holds the token is not logged', () => {
  const holders = tasks.filter((task) => JSON.stringify(task).includes('{{ tenken_agent_token }}'));
  expect(holders.length).toBe(1);
  for (const task of holders) expect(task['no_log']).toBe(true);
});

const hasAnsible = spawnSync('ansible-playbook', ['--version']).status === 0;
if (!hasAnsible) console.warn('skipped: ansible-playbook is missing (ansible-core)');

test.runIf(hasAnsible)('Ansible itself reads the playbook and the role', () => {
  const home = scratchFolder();
  const { status, stderr } = spawnSync('ansible-playbook', ['--syntax-check', '-i', 'web1,', 'site.yml'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: home, ANSIBLE_LOCAL_TEMP: home, ANSIBLE_NOCOLOR: '1' },
  });
  expect([status, stderr]).toEqual([0, '']);
});

const hasLint = spawnSync('ansible-lint', ['--version']).status === 0;

test.runIf(hasLint)('ansible-lint finds nothing', () => {
  const { status, stdout } = spawnSync('ansible-lint', ['--offline', '--nocolor', 'site.yml'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, '']);
});

test('no file is left out', () => {
  expect(files.map((path) => basename(path))).toEqual([
    'main.yml',
    'main.yml',
    'main.yml',
    'enrol.yml',
    'install.yml',
    'main.yml',
    'site.yml',
  ]);
});
