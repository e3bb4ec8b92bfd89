import { ProbeError } from '@tenken/shared';
import type { HardwareAnswer, Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { catch as orElse } from 'zod/mini';
import { ownProgram } from './own-program.ts';

/** It starts some ten programs in a row. */
const timeoutMs = 30_000;
const maxOutputBytes = 64 * 1024;

/** What the library does not know is '', null, '-' or not there. */
const Text = orElse(z.string().check(z.maxLength(1000)), '');
const Count = orElse(z.int().check(z.minimum(0)), 0);
const Answer = z.object({
  system: z.object({ manufacturer: Text, model: Text, serial: Text }),
  bios: z.object({ vendor: Text, version: Text }),
  cpu: z.object({ manufacturer: Text, brand: Text, cores: Count, physicalCores: Count, processors: Count }),
});

/**
 * See `Host.hardware`. The library starts programs by itself, through a shell, and waits for some of them without letting
 * anything else run: it gets a process of its own, with the environment and the limits of every other program.
 */
export async function askHardware(run: Host['run']): Promise<HardwareAnswer> {
  const { file, args } = ownProgram(['hardware-child']);
  const { exitCode, stdout } = await run(file, args, { timeoutMs, maxOutputBytes });
  if (exitCode !== 0) {
    throw new ProbeError(
      'internal',
      `the library of hardware ended with ${exitCode}; is tenken-hardware.mjs there?`,
    );
  }
  return parseHardware(stdout);
}

/** @throws {ProbeError} `unparsable`; `internal` when it holds nothing, which the library tells like any answer */
export function parseHardware(stdout: string): HardwareAnswer {
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch (cause) {
    throw new ProbeError('unparsable', 'the library of hardware printed no JSON', { cause });
  }
  const answer = Answer.safeParse(json);
  if (!answer.success) throw new ProbeError('unparsable', 'the library of hardware printed another form');
  const { system } = answer.data;
  // Its failures are empty strings: a machine without model and serial number is one that was not read.
  if (system.model === '' && (system.serial === '' || system.serial === '-')) {
    throw new ProbeError('internal', 'the library of hardware found neither model nor serial number');
  }
  return answer.data;
}
