import { ProbeError, ReplayHost } from '@tenken/shared';
import type { Recording } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadRecording } from '../../testing/recordings.ts';
import { readLinux } from './linux.ts';
import { KernelHardening } from './schema.ts';
import { readWindows } from './windows.ts';

const linux = loadRecording('kernel-hardening', 'linux-hardened');
const windows = loadRecording('kernel-hardening', 'windows-default');
const content = fc.oneof(fc.constantFrom('0\n', '1\n', '2', '3', '-1', 'Vulnerable', ''), fc.string());

test('whatever stands in the files of Linux', async () => {
  const paths = Object.keys(linux.files ?? {});
  const files = fc.record(Object.fromEntries(paths.map((path) => [path, content.map((text) => ({ text }))])));
  await fc.assert(
    fc.asyncProperty(files, async (changed) => {
      const recording: Recording = { ...linux, files: changed };
      expect(KernelHardening.safeParse(await readLinux(new ReplayHost(recording))).success).toBe(true);
    }),
  );
});

test('whatever PowerShell answers', async () => {
  const word = fc.oneof(fc.constantFrom('ON', 'OFF', 'NOTSET'), fc.jsonValue());
  const answer = fc.record(
    { bottomUp: word, highEntropy: word, cfg: word, sehop: word },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.oneof(answer, fc.jsonValue()), async (data) => {
      const stdout = JSON.stringify({ ok: true, mode: 'FullLanguage', data: [data] });
      const commands = { 'powershell process-mitigation': { exitCode: 0, stdout, stderr: '' } };
      try {
        const read = await readWindows(new ReplayHost({ ...windows, commands }));
        expect(KernelHardening.safeParse(read).success).toBe(true);
      } catch (error) {
        if (!(error instanceof ProbeError)) throw error;
        expect(error.code).toBe('unparsable');
      }
    }),
  );
});
