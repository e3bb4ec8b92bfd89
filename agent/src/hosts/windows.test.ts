import { isProbeError, ProbeError } from '@tenken/shared';
import type { CommandResult } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cimScript, parseCimInstances } from './cim-script.ts';
import { decodeOutput } from './decode-output.ts';
import { parseRegistryQuery } from './registry-query.ts';
import { readCim, readRegistry } from './windows.ts';
import type { Run } from './windows.ts';

const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU';

describe('reg.exe query', () => {
  test('reads values and sub-keys as documented', () => {
    const output = [
      '',
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU',
      '    (既定)    REG_SZ    設定',
      '    NoAutoUpdate    REG_DWORD    0x0',
      '    AU Options    REG_DWORD    0x4',
      '    Empty    REG_SZ    ',
      '    Nothing    REG_SZ',
      '    Paths    REG_MULTI_SZ    C:\\表\\0D:\\ソ',
      '    Big    REG_QWORD    0x1ffffffffffffff',
      '    Bytes    REG_BINARY    0a1bFF',
      '    Expand    REG_EXPAND_SZ    %SystemRoot%\\system32',
      '    None    REG_NONE    ',
      '',
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU\\Misc.',
      'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU\\{53f5630d-b6bf}',
      '',
    ].join('\r\n');
    expect(parseRegistryQuery(policies, output)).toEqual({
      values: {
        '(Default)': { type: 'REG_SZ', data: '設定' },
        NoAutoUpdate: { type: 'REG_DWORD', data: 0 },
        'AU Options': { type: 'REG_DWORD', data: 4 },
        Empty: { type: 'REG_SZ', data: '' },
        Nothing: { type: 'REG_SZ', data: '' },
        Paths: { type: 'REG_MULTI_SZ', data: ['C:\\表', 'D:\\ソ'] },
        Big: { type: 'REG_QWORD', data: '144115188075855871' },
        Bytes: { type: 'REG_BINARY', data: '0A1BFF' },
        Expand: { type: 'REG_EXPAND_SZ', data: '%SystemRoot%\\system32' },
        None: { type: 'REG_NONE', data: '' },
      },
      subkeys: ['Misc.', '{53f5630d-b6bf}'],
    });
  });

  test('keeps line breaks inside a text', () => {
    const output =
      '\r\nHKEY_LOCAL_MACHINE\\X\r\n    Notice    REG_SZ    one\r\ntwo\r\n    N    REG_DWORD    0x1\r\n\r\n';
    expect(parseRegistryQuery('HKLM\\X', output).values).toEqual({
      Notice: { type: 'REG_SZ', data: 'one\ntwo' },
      N: { type: 'REG_DWORD', data: 1 },
    });
  });

  test('an existing key without anything is empty', () => {
    expect(parseRegistryQuery('HKLM\\X', '\r\n')).toEqual({ values: {}, subkeys: [] });
  });

  test('any output gives a key or a ProbeError', () => {
    const line = fc.oneof(
      fc.string(),
      fc
        .tuple(
          fc.string(),
          fc.constantFrom('REG_SZ', 'REG_DWORD', 'REG_QWORD', 'REG_BINARY', 'REG_MULTI_SZ', 'REG_ODD'),
          fc.string(),
        )
        .map(([name, type, data]) => `    ${name}    ${type}    ${data}`),
      fc.string().map((name) => `HKEY_LOCAL_MACHINE\\X\\${name}`),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          parseRegistryQuery('HKLM\\X', lines.join('\r\n'));
        } catch (error) {
          expect(isProbeError(error, 'unparsable')).toBe(true);
        }
      }),
    );
  });
});

test('text of a Japanese console is code page 932', () => {
  const cp932 = Buffer.from([0x95, 0x5c, 0x8e, 0xa6, 0x20, 0x83, 0x5c]);
  expect(decodeOutput([cp932])).toBe('表示 ソ');
});

describe('a key that does not answer', () => {
  /** reg.exe with these readable keys and their sub-keys; every other key gives the same exit code and no output. */
  function machine(readable: Record<string, string[]>) {
    return async (program: string, args: readonly string[]): Promise<CommandResult> => {
      expect(program).toBe('C:\\Windows\\System32\\reg.exe');
      expect(args[2]).toBe('/reg:64');
      const key = args[1] ?? '';
      const subkeys = readable[key];
      if (!subkeys) return { exitCode: 1, stdout: '', stderr: 'エラー: …' };
      return {
        exitCode: 0,
        stdout: `\r\n${subkeys.map((name) => `${key}\\${name}`).join('\r\n')}\r\n`,
        stderr: '',
      };
    };
  }

  test('is asked for once in a scan, as those above it are', async () => {
    const shared: unknown[] = [];
    const answer = machine({ HKEY_LOCAL_MACHINE: [] });
    const run: Run = async (program, args, limits) => {
      shared.push(limits?.isShared);
      return answer(program, args);
    };
    await expect(readRegistry(run, 'HKLM\\SOFTWARE')).rejects.toMatchObject({ code: 'not-found' });
    expect(shared).toEqual([true, true]);
  });

  test('is absent when its parent does not list it', async () => {
    const run = machine({ HKEY_LOCAL_MACHINE: ['SOFTWARE'], 'HKEY_LOCAL_MACHINE\\SOFTWARE': ['Microsoft'] });
    await expect(readRegistry(run, 'HKLM\\SOFTWARE\\ESET\\Info')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('is denied when its parent lists it, in whatever case', async () => {
    const run = machine({ 'HKEY_LOCAL_MACHINE\\SOFTWARE': ['eset'] });
    await expect(readRegistry(run, 'HKLM\\SOFTWARE\\ESET')).rejects.toMatchObject({
      code: 'permission-denied',
    });
  });

  test('is denied when it lies below a key that is closed', async () => {
    const run = machine({ 'HKEY_LOCAL_MACHINE\\SOFTWARE': ['ESET'] });
    await expect(readRegistry(run, 'HKLM\\SOFTWARE\\ESET\\Info')).rejects.toMatchObject({
      code: 'permission-denied',
    });
  });
});

describe('CIM', () => {
  const query = {
    namespace: 'root\\cimv2\\Security\\MicrosoftVolumeEncryption',
    className: 'Win32_EncryptableVolume',
    properties: ['DriveLetter'],
    methods: [{ name: 'GetConversionStatus', args: { PrecisionFactor: 1 } }, { name: 'GetProtectionStatus' }],
  };

  test('asks for instances and calls methods', () => {
    const script = cimScript(query, 12_000);
    expect(script).toContain(
      "Get-CimInstance -Namespace 'root/cimv2/Security/MicrosoftVolumeEncryption' -ClassName 'Win32_EncryptableVolume' -OperationTimeoutSec 12",
    );
    expect(script).toContain("Add-Answer $o $i 'GetConversionStatus' @{ PrecisionFactor = [uint32]1 }");
    expect(script).toContain("Add-Answer $o $i 'GetProtectionStatus' @{  }");
  });

  test.each(["x'; calc", 'a-b', ''])('refuses %j as a name', (className) => {
    expect(() => cimScript({ namespace: 'root\\cimv2', className, properties: [] }, 1000)).toThrow(Error);
  });

  test('gives instances with instants in milliseconds', async () => {
    const answer = {
      ok: true,
      mode: 'FullLanguage',
      data: [
        {
          DriveLetter: 'C:',
          'GetConversionStatus.ReturnValue': 0,
          At: '2024-06-04T08:06:27.1234567Z',
          Ids: ['a'],
          No: null,
        },
      ],
    };
    const run = async () => ({ exitCode: 0, stdout: JSON.stringify(answer), stderr: '' });
    await expect(readCim(run, query)).resolves.toEqual([
      {
        DriveLetter: 'C:',
        'GetConversionStatus.ReturnValue': 0,
        At: '2024-06-04T08:06:27.123Z',
        Ids: ['a'],
        No: null,
      },
    ]);
  });

  test('a missing namespace is not-found', async () => {
    const stdout = JSON.stringify({
      ok: false,
      mode: 'FullLanguage',
      fqid: 'HRESULT 0x8004100e,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand',
      cat: 'MetadataError',
      hr: -2146233088,
    });
    const run = async () => ({ exitCode: 0, stdout, stderr: '' });
    await expect(readCim(run, query)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('any answer gives instances or a ProbeError', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (answer) => {
        try {
          parseCimInstances(query, answer);
        } catch (error) {
          expect(error).toBeInstanceOf(ProbeError);
        }
      }),
    );
  });
});

test('a number of more bits than its type has is refused, not rounded', () => {
  const output = (type: string, hex: string) => `HKEY_LOCAL_MACHINE\\X\r\n    N    ${type}    ${hex}\r\n`;
  expect(parseRegistryQuery('HKLM\\X', output('REG_DWORD', '0xffffffff')).values).toEqual({
    N: { type: 'REG_DWORD', data: 4_294_967_295 },
  });
  for (const [type, hex] of [
    ['REG_DWORD', '0x100000000'],
    ['REG_DWORD_BIG_ENDIAN', '0xffffffffffffffff'],
    ['REG_QWORD', '0x10000000000000000'],
  ] as const) {
    expect(() => parseRegistryQuery('HKLM\\X', output(type, hex))).toThrow(
      expect.objectContaining({ code: 'unparsable' }),
    );
  }
});
