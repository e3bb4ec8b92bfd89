import { expect, test } from 'vitest';
import { keepToAdministrators } from './administrators-folder.ts';

const programData = 'C:\\ProgramData';

function told(folder: string, status = 0): string[] {
  const lines: string[] = [];
  const run = (program: string, args: readonly string[]) => {
    lines.push([program, ...args].join(' '));
    return { status, said: 'Access is denied.' };
  };
  keepToAdministrators(folder, { programData, run, isLink: () => false });
  return lines;
}

test('the folder of the key is open to SYSTEM and administrators alone, and so is what was in it before', () => {
  const icacls = 'C:\\Windows\\System32\\icacls.exe';
  expect(told('C:\\ProgramData\\Tenken\\agent')).toEqual([
    `${icacls} C:\\ProgramData\\Tenken /setowner *S-1-5-32-544 /T /L /Q`,
    `${icacls} C:\\ProgramData\\Tenken /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F /Q`,
    `${icacls} C:\\ProgramData\\Tenken\\* /reset /T /L /Q`,
  ]);
});

test.each(['D:\\agent', 'C:\\Users\\sato\\agent', 'C:\\ProgramData', 'C:\\ProgramDataElse\\agent'])(
  'the rights of %s are whoever chose it their own business',
  (folder) => {
    expect(told(folder)).toEqual([]);
  },
);

test('where it cannot be done no key is made', () => {
  expect(() => told('C:\\ProgramData\\Tenken\\agent', 5)).toThrow(
    /run this as an administrator \(icacls ended with 5: Access is denied\.\)/,
  );
});

test('a link that somebody has put there is not followed', () => {
  const run = () => {
    throw new Error('nothing is run');
  };
  expect(() =>
    keepToAdministrators('C:\\ProgramData\\Tenken\\agent', { programData, run, isLink: () => true }),
  ).toThrow(/is a link/);
});
