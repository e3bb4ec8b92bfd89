import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBuilt, versions } from './support/built.ts';

const hasTools = spawnSync('msiinfo', ['--version']).error === undefined;
const file = hasTools ? findBuilt('current', '.msi') : null;
if (file === null) {
  console.warn(
    'skipped: tests of the msi: it takes wixl and msitools (Debian: apt-get install wixl msitools)',
  );
}

type Row = Record<string, string>;

/** A table of the installer, as msiinfo exports it: names, types, keys, then rows. */
function table(name: string): Row[] {
  const exported = execFileSync('msiinfo', ['export', file ?? '', name], { encoding: 'utf8' });
  const [names = '', , , ...rows] = exported.replaceAll('\r', '').split('\n').filter(Boolean);
  const columns = names.split('\t');
  return rows.map((row) => {
    const cells = row.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}

test.runIf(file !== null)(
  'it holds program, task and licence, for 64 bits, under the upgrade code of all versions',
  () => {
    expect(table('File').map(({ FileName }) => FileName)).toEqual([
      'tenken-agent.exe',
      'tenken-agent-task.xml',
      'LICENSE.node.txt',
    ]);
    const properties = new Map(table('Property').map(({ Property, Value }) => [Property, Value]));
    expect(properties.get('UpgradeCode')).toBe('{A6D0E5B4-63C5-4F0B-8E0D-5D9B7C1C7E10}');
    expect(properties.get('ProductVersion')).toBe(versions.current);
    expect(properties.get('ALLUSERS')).toBe('1');
    expect(properties.get('MsiHiddenProperties')).toBe('TOKEN');
    expect(properties.get('REINSTALLMODE')).toBe('amus');
    for (const name of ['SERVER', 'TOKEN', 'TOKENFILE', 'AUTHORITY', 'WIX_UPGRADE_DETECTED']) {
      expect(properties.get('SecureCustomProperties')?.split(';')).toContain(name);
    }
    const summary = execFileSync('msiinfo', ['suminfo', file ?? ''], { encoding: 'utf8' });
    expect(summary).toMatch(/^Template: x64;1033$/m);
  },
);

test.runIf(file !== null)(
  'its properties, and files beside it, reach the enrolment file that the task names',
  () => {
    const written = table('IniFile').map(({ FileName, DirProperty, Key, Value }) => [
      FileName,
      DirProperty,
      Key,
      Value,
    ]);
    expect(written).toEqual([
      ['enrol.conf', 'STATEDIR', 'server', '[SERVER]'],
      ['enrol.conf', 'STATEDIR', 'token', '[TOKEN]'],
      ['enrol.conf', 'STATEDIR', 'token-file', '[TOKENFILE]'],
      ['enrol.conf', 'STATEDIR', 'authority', '[AUTHORITY]'],
    ]);
    expect(
      table('MoveFile').map(({ SourceName, SourceFolder, DestFolder }) => [
        SourceName,
        SourceFolder,
        DestFolder,
      ]),
    ).toEqual([
      ['enrol.conf', 'SourceDir', 'STATEDIR'],
      ['token', 'SourceDir', 'STATEDIR'],
      ['authority.pem', 'SourceDir', 'STATEDIR'],
    ]);
    const directories = new Map(table('Directory').map(({ Directory, ...rest }) => [Directory, rest]));
    expect(directories.get('STATEDIR')).toEqual({
      Directory_Parent: 'CommonAppDataFolder',
      DefaultDir: 'Tenken',
    });
    const task = readFileSync(
      join(import.meta.dirname, '../../deploy/windows/tenken-agent-task.xml'),
      'utf8',
    );
    expect(task).toContain(
      '<Arguments>run --once --gently --enrol-from "%ProgramData%\\Tenken\\enrol.conf"</Arguments>',
    );
    expect(task).toContain('<UserId>S-1-5-18</UserId>');
  },
);

test.runIf(file !== null)('the folder of its keys is open to SYSTEM and administrators alone', () => {
  const [access] = table('MsiLockPermissionsEx');
  expect(access).toMatchObject({ LockObject: 'STATEDIR', Table: 'CreateFolder' });
  // P: nothing from the folder above.
  expect(access?.['SDDLText']).toMatch(/^O:SYG:SYD:PAI(\(A;OICI;FA;;;(SY|BA)\)){2}$/);
});

test.runIf(file !== null)(
  'its task comes after the files, within the transaction, and keys go only when it is removed',
  () => {
    const at = new Map(table('InstallExecuteSequence').map((row) => [row['Action'], row]));
    const order = (name: string) => Number(at.get(name)?.['Sequence']);
    expect(order('CreateTask')).toBeGreaterThan(order('InstallFiles'));
    expect(order('CreateTask')).toBeLessThan(order('InstallFinalize'));
    expect(order('EndTask')).toBeLessThan(order('RemoveFiles'));
    expect(order('RemoveExistingProducts')).toBeGreaterThan(order('InstallInitialize'));
    expect(at.get('RemoveState')?.['Condition']).toBe('REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE');
    const actions = table('CustomAction');
    expect(actions.map(({ Action }) => Action)).toEqual(expect.arrayContaining(['CreateTask', 'DeleteTask']));
    for (const { Action, Type, Target } of actions) {
      // In the transaction and as SYSTEM, with the whole path of the program.
      expect(Number(Type) & (1024 + 2048), Action).toBe(1024 + 2048);
      expect(Target, Action).toMatch(/^"\[System64Folder\]/);
    }
  },
);
