/** Runs as SYSTEM within the installation (34: a program in a folder, 1024: deferred, 2048: not as the user). */
const asSystem = 34 + 1024 + 2048;
const onRollback = asSystem + 256;
/** What it ends with is not looked at. */
const orNot = 64;

const schtasks = '"[System64Folder]schtasks.exe"';
const task = '/TN "\\Tenken\\Agent"';
/** SYSTEM and administrators, nobody else, and nothing from the folder above, in which every user may make files. */
const access = 'O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';

type Action = { name: string; kind: number; line: string; when: string; at: number };

/** Order of the standard actions: files leave at 3500, come at 4000, and 6600 ends the installation. */
const actions: readonly Action[] = [
  {
    name: 'EndTask',
    kind: asSystem + orNot,
    line: `${schtasks} /End ${task}`,
    when: 'Installed',
    at: 1610,
  },
  {
    name: 'DeleteTask',
    kind: asSystem + orNot,
    line: `${schtasks} /Delete /F ${task}`,
    when: 'REMOVE="ALL"',
    at: 1620,
  },
  {
    name: 'RemoveState',
    kind: asSystem + orNot,
    line: '"[System64Folder]cmd.exe" /c rmdir /s /q "[STATEDIR]"',
    // An upgrade removes the version before it, and keeps the keys.
    when: 'REMOVE="ALL" AND NOT UPGRADINGPRODUCTCODE',
    at: 3550,
  },
  {
    name: 'ForgetTask',
    kind: onRollback + orNot,
    line: `${schtasks} /Delete /F ${task}`,
    when: 'NOT Installed AND NOT WIX_UPGRADE_DETECTED',
    at: 6340,
  },
  {
    name: 'CreateTask',
    kind: asSystem,
    line: `${schtasks} /Create /F ${task} /RU SYSTEM /XML "[INSTALLDIR]tenken-agent-task.xml"`,
    when: 'NOT REMOVE="ALL"',
    at: 6350,
  },
];

/** Properties of the command line that reach enrol.conf, with the key of each. */
const enrolment = [
  ['SERVER', 'server'],
  ['TOKEN', 'token'],
  ['TOKENFILE', 'token-file'],
  ['AUTHORITY', 'authority'],
] as const;

/** Files beside the installer that are taken along. */
const beside = ['enrol.conf', 'token', 'authority.pem'] as const;

/** What wixl has no words for, in Windows Installer's own SQL. */
export function msiTables(): string[] {
  return [
    'CREATE TABLE `MsiLockPermissionsEx` (`MsiLockPermissionsEx` CHAR(72) NOT NULL, `LockObject` CHAR(72) NOT NULL, `Table` CHAR(32) NOT NULL, `SDDLText` CHAR(255) NOT NULL, `Condition` CHAR(255) PRIMARY KEY `MsiLockPermissionsEx`)',
    insert('MsiLockPermissionsEx', {
      MsiLockPermissionsEx: 'StateAccess',
      LockObject: 'STATEDIR',
      Table: 'CreateFolder',
      SDDLText: access,
    }),
    'CREATE TABLE `IniFile` (`IniFile` CHAR(72) NOT NULL, `FileName` CHAR(255) NOT NULL LOCALIZABLE, `DirProperty` CHAR(72), `Section` CHAR(96) NOT NULL LOCALIZABLE, `Key` CHAR(128) NOT NULL LOCALIZABLE, `Value` CHAR(255) NOT NULL LOCALIZABLE, `Action` SHORT NOT NULL, `Component_` CHAR(72) NOT NULL PRIMARY KEY `IniFile`)',
    ...enrolment.map(([property, key]) =>
      insert('IniFile', {
        IniFile: `Enrol_${property}`,
        FileName: 'enrol.conf',
        DirProperty: 'STATEDIR',
        Section: 'enrol',
        Key: key,
        Value: `[${property}]`,
        Action: 0,
        Component_: 'EnrolmentFile',
      }),
    ),
    "UPDATE `Component` SET `Condition` = 'SERVER' WHERE `Component` = 'EnrolmentFile'",
    'CREATE TABLE `MoveFile` (`FileKey` CHAR(72) NOT NULL, `Component_` CHAR(72) NOT NULL, `SourceName` CHAR(255) LOCALIZABLE, `DestName` CHAR(255) LOCALIZABLE, `SourceFolder` CHAR(72), `DestFolder` CHAR(72) NOT NULL, `Options` SHORT NOT NULL PRIMARY KEY `FileKey`)',
    ...beside.map((name) =>
      insert('MoveFile', {
        FileKey: `Beside_${name.replace('.', '_')}`,
        Component_: 'State',
        SourceName: name,
        SourceFolder: 'SourceDir',
        DestFolder: 'STATEDIR',
        Options: 0,
      }),
    ),
    sequence('ResolveSource', 'NOT Installed', 850),
    sequence('MoveFiles', '', 3800),
    sequence('WriteIniValues', '', 5100),
    ...actions.flatMap(({ name, kind, line, when, at }) => [
      insert('CustomAction', { Action: name, Type: kind, Source: 'INSTALLDIR', Target: line }),
      sequence(name, when, at),
    ]),
    // Within the transaction: an upgrade that fails puts the version before it back.
    "UPDATE `InstallExecuteSequence` SET `Sequence` = 1501 WHERE `Action` = 'RemoveExistingProducts'",
    `UPDATE \`Property\` SET \`Value\` = '${enrolment.map(([property]) => property).join(';')};WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED' WHERE \`Property\` = 'SecureCustomProperties'`,
    // Node's program carries Node's version: by its own rules Windows Installer would keep the old one, and then remove it.
    insert('Property', { Property: 'REINSTALLMODE', Value: 'amus' }),
    // Its value is not written to the installation's log.
    insert('Property', { Property: 'MsiHiddenProperties', Value: 'TOKEN' }),
  ];
}

function sequence(action: string, when: string, at: number): string {
  return insert('InstallExecuteSequence', {
    Action: action,
    ...(when === '' ? {} : { Condition: when }),
    Sequence: at,
  });
}

/** The values are those above: none comes from outside, and none holds a quote of SQL. */
function insert(table: string, row: Readonly<Record<string, string | number>>): string {
  const names = Object.keys(row).map((name) => `\`${name}\``);
  const values = Object.values(row).map((value) =>
    typeof value === 'number' ? String(value) : `'${value}'`,
  );
  return `INSERT INTO \`${table}\` (${names.join(', ')}) VALUES (${values.join(', ')})`;
}
