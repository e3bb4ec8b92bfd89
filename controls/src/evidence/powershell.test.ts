import { isProbeError, ProbeError, shownCommand } from '@tenken/shared';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAnswer, powershell, powershellArguments, PowerShellError } from './powershell.ts';

const powershellExe = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';

function answered(stdout: string, stderr = '', exitCode = 0) {
  return { exitCode, stdout, stderr };
}

function failure(members: { fqid?: string; cat?: string; hr?: number; mode?: string }) {
  return answered(
    JSON.stringify({ ok: false, mode: 'FullLanguage', fqid: '', cat: 'NotSpecified', hr: 0, ...members }),
  );
}

function codeOf(members: Parameters<typeof failure>[0]) {
  try {
    parseAnswer('x', failure(members));
  } catch (error) {
    return isProbeError(error) ? error.code : error;
  }
  return null;
}

test('the command line carries the script as UTF-16LE and shows its name', () => {
  const args = powershellArguments('event-log Security', '$x = 1; $x');
  expect(args.slice(0, -1)).toEqual([
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-OutputFormat',
    'Text',
    '-EncodedCommand',
  ]);
  expect(Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le')).toContain('\n$x = 1; $x\n');
  expect(shownCommand(powershellExe, args)).toBe('powershell event-log Security');
});

test.each([
  ['Upper', '1'],
  ['', '1'],
  ['two\nlines', '1'],
  ['japanese', "'ウイルス'"],
  ['long', 'x'.repeat(13_000)],
])('refuses %j', (name, script) => {
  expect(() => powershellArguments(name, script)).toThrow(Error);
});

test('gives the output as a list', async () => {
  const run = async () =>
    answered('{"ok":true,"mode":"FullLanguage","data":[{"name":"\\u30a6\\u30a4\\u30eb\\u30b9"}]}\r\n');
  await expect(powershell({ run }, 'products', '1')).resolves.toEqual([{ name: 'ウイルス' }]);
});

test('a line that the console folded is put together again', () => {
  expect(parseAnswer('x', answered('{"ok":true,"mode":"Full\r\nLanguage","da\r\nta":[]}\r\n'))).toEqual([]);
});

describe('an error becomes the code that it stands for', () => {
  test.each([
    [
      { fqid: 'HRESULT 0x8004100e,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand' },
      'not-found',
    ],
    [
      { fqid: 'HRESULT 0x80041010,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand' },
      'not-found',
    ],
    [{ fqid: 'HRESULT 0x80041003,x', cat: 'PermissionDenied' }, 'permission-denied'],
    [{ hr: -2147024891, cat: 'NotSpecified' }, 'permission-denied'],
    [{ fqid: 'HRESULT 0x80041013,x' }, 'internal'],
    [{ fqid: 'HRESULT 0x800106ba,Get-MpComputerStatus' }, 'internal'],
    [{ fqid: 'MI RESULT 3,x', cat: 'InvalidArgument' }, 'not-found'],
    [{ fqid: 'CommandNotFoundException', cat: 'ObjectNotFound' }, 'unsupported'],
    [
      { fqid: 'PathNotFound,Microsoft.PowerShell.Commands.GetItemCommand', cat: 'ObjectNotFound' },
      'not-found',
    ],
    [{ hr: -2146233083, cat: 'OperationTimeout' }, 'timeout'],
    [
      { fqid: 'CannotCreateTypeConstrainedLanguage', cat: 'PermissionDenied', mode: 'ConstrainedLanguage' },
      'permission-denied',
    ],
    [{ fqid: 'anything else' }, 'internal'],
  ] as const)('%j: %s', (members, code) => {
    expect(codeOf(members)).toBe(code);
  });

  test('its number and id are kept, its language mode is told', () => {
    try {
      parseAnswer(
        'defender',
        failure({ fqid: 'HRESULT 0x800106ba,Get-MpComputerStatus', mode: 'ConstrainedLanguage' }),
      );
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PowerShellError);
      expect(error).toMatchObject({
        hresult: 0x800106ba,
        errorId: 'HRESULT 0x800106ba,Get-MpComputerStatus',
      });
      expect((error as Error).message).toContain('language mode ConstrainedLanguage');
    }
  });

  test('a script blocked by the antivirus shows only on stderr', () => {
    const blocked = answered('', '…\r\n    + FullyQualifiedErrorId : ScriptContainedMaliciousContent\r\n', 1);
    expect(() => parseAnswer('x', blocked)).toThrow(expect.objectContaining({ code: 'permission-denied' }));
  });
});

test('any output gives a list or a ProbeError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), fc.integer(), (stdout, stderr, exitCode) => {
      try {
        expect(Array.isArray(parseAnswer('x', answered(stdout, stderr, exitCode)))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
});
