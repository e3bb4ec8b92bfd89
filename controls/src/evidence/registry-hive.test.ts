import { gunzipSync } from 'node:zlib';
import { ProbeError } from '@tenken/shared';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RegistryHive } from './registry-hive.ts';

/** Written by hivex 1.3.23: `Software\Microsoft\Windows\CurrentVersion\Uninstall` with four programs. */
const written = gunzipSync(
  Buffer.from(
    'H4sIAAAAAAACA+2az0/TYBjHH2AqiMIc2ySGkF00HlA3RMUbYRhGImAE0aODdWuha0dbRA7qjkQTQzx50XjkT/BCwpGLCYkx4SYx0WDiYR40HNT5PP2xbqwbeFSfT/Owt2/7Pt8+P7bQppqQSTcCAJlDA9qhsnEErD8NwPxLTF3LpDkLDMMwDMMwDMMw/wfitKSYA7/38VfFYlGZ66mYw6mi8ywg77f2nfm8/enlzod2c3x8snxuA8/V59APWHYULQj0rMGXr3fdiXauHcMwDMMwDMMwDMP80f2/f7/7/0jFXATcdwEKNe7/Ax6+mtEm1LSxmNQEZ66A58piA0TQz0zw12dPPb+rd+eEt16bh14L2qg0o6k6iu7RW0GfZ97Ao1UPvZUyvY0ael0eekfQbktKSl3USzqA6598enDBKy465uj0Bw6eR4o1vqBpgmJMCZouqYobl4g+X3w//dBLj475nLjC3nqnauTxliIpupGU5T153EKfs0+7W7z06JhD0YbeK3kdsJ71OPpEl23EcbRhVc3IQiQuampWsNuT9BK49v0H4dkOrt3EcWcHwF20VbQdtC2cvzfXavraDVj5JRuS9JycXBpLZq3W28bzhkHFLQMyCNjTcRBBw/0s0BmWnzbTz0BHlZ9S3slPDPogBuchinYFLsJVc3QJN8dPC2C6YbnMz42FaVnSRUGzY66+nuu4xd1c2nFRP2yW+RmxqjKUNKy4KC+9qN+L6jH8pJG7vpnqn6d1Pnv9mDqqpqT0Ur3vu1cdmyieoHcdo/a4FW1+UDIM1exVc67TrGNjqY5+9NH4Y+Qt9dNzHG+jdYbceOn89WD9Os7DIEhg4KZiBTXMngJGRd7a4Bj9/oRq15H0+7Bql80aunWjWAZCtetGzy8nsXOoYt7XEYGc2VezuD9Tuq7VA+aZ3ssqhKrz3G3nkjhM320plRIU67dZFptK+b2PawfOfYuV55maMRGu7CvydTZcP88JjC6FG8VFUSUxrso8t1f118SSbgjZuJrNqQr1gBU37Bs3rS2Eq+MO2+bE/VHoybx8bOnLoq9m3Dlc9OVrf/8unrcbduMmX5GT9eO2NNai76Ib0QisRcXln3nnetab+X8IhmEYhmH+Ln4DDycTcwAwAAA=',
    'base64',
  ),
);
const uninstall = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall';

function open(bytes: Uint8Array): Promise<RegistryHive> {
  const readFile = async (_path: string, options: { from?: number; maxBytes?: number } = {}) =>
    bytes.subarray(options.from ?? 0, (options.from ?? 0) + (options.maxBytes ?? bytes.length));
  return RegistryHive.open({ readFile }, 'NTUSER.DAT');
}

describe('a registry hive', () => {
  test('names are found whatever their case', async () => {
    const hive = await open(written);
    expect(hive.isClean).toBe(true);
    expect(await hive.key(uninstall.toUpperCase())).toEqual({
      values: {},
      subkeys: ['Google Chrome', 'hidden', 'qBittorrent', '日本語'],
    });
  });

  test('texts and numbers, short ones in the place of their address', async () => {
    const hive = await open(written);
    expect((await hive.key(`${uninstall}\\Google Chrome`)).values).toMatchObject({
      DisplayVersion: { type: 'REG_SZ', data: '141.0.7390.55' },
      NoModify: { type: 'REG_DWORD', data: 1 },
    });
    expect((await hive.key(`${uninstall}\\日本語`)).values).toEqual({
      DisplayName: { type: 'REG_SZ', data: '日本語ソフト ソ表能' },
    });
  });

  test('a key that is not there', async () => {
    const hive = await open(written);
    await expect(hive.key('Software\\Nothing')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('what waits in the log is told', async () => {
    const dirty = Buffer.from(written);
    dirty.writeUInt32LE(dirty.readUInt32LE(4) + 1, 4);
    expect((await open(dirty)).isClean).toBe(false);
  });

  test('another file', async () => {
    await expect(open(Buffer.alloc(600))).rejects.toMatchObject({ code: 'unparsable' });
  });
});

test('any bytes give keys or a failure with its code', async () => {
  const flips = fc.array(fc.tuple(fc.nat(written.length - 1), fc.nat(255)), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(flips, async (changes) => {
      const bytes = Buffer.from(written);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        const hive = await open(bytes);
        for (const name of (await hive.key(uninstall)).subkeys) await hive.key(`${uninstall}\\${name}`);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
        expect(['unparsable', 'not-found', 'output-limit']).toContain((error as ProbeError).code);
      }
    }),
    { numRuns: 300 },
  );
});
