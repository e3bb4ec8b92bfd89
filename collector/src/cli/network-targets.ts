import { readFileSync, statSync } from 'node:fs';
import { networkTarget, targetLines, TenkenError, targetName } from '@tenken/shared';
import type { NetworkTarget, TargetDefaults, TargetKind } from '@tenken/shared';

/** More than anybody looks through; a larger fleet has several files. */
export const maxTargets = 1000;
const maxFileBytes = 1024 * 1024;
const toldProblems = 20;

/**
 * The targets of a command line and of its targets file, each once, in the order in which they were given.
 *
 * @throws {TenkenError} `usage`; `targets-invalid` with every bad line of the file. Nothing is connected to before.
 */
export function givenTargets(
  named: readonly string[],
  file: string | undefined,
  kind: TargetKind,
  defaults: TargetDefaults = {},
): NetworkTarget[] {
  const targets = named.map((text) => networkTarget(text, kind, defaults));
  if (file !== undefined) targets.push(...readTargetsFile(file, kind, defaults));
  const distinct = new Map(targets.map((target) => [targetKey(target), target]));
  if (distinct.size === 0) {
    throw new TenkenError('usage', 'Name at least one server as HOST:PORT, or a file of them with --file.');
  }
  if (distinct.size > maxTargets) {
    throw new TenkenError('usage', `These are ${distinct.size} servers; at most ${maxTargets} fit one run.`);
  }
  return [...distinct.values()];
}

function readTargetsFile(path: string, kind: TargetKind, defaults: TargetDefaults): NetworkTarget[] {
  const targets: NetworkTarget[] = [];
  const problems: string[] = [];
  for (const { line, content } of targetLines(bytesOf(path), path)) {
    try {
      targets.push(networkTarget(content, kind, defaults));
    } catch (error) {
      if (!(error instanceof TenkenError)) throw error;
      problems.push(`line ${line}: ${error.message}`);
    }
  }
  if (problems.length > 0) {
    const more = problems.length > toldProblems ? [`and ${problems.length - toldProblems} more lines`] : [];
    const told = [...problems.slice(0, toldProblems), ...more];
    throw new TenkenError(
      'targets-invalid',
      `${path} has lines that name no server; nothing was measured.\n  ${told.join('\n  ')}\n`,
    );
  }
  if (targets.length === 0) {
    throw new TenkenError(
      'targets-invalid',
      `${path} names no server. Write one on each line, as HOST:PORT.`,
    );
  }
  return targets;
}

function bytesOf(path: string): Uint8Array {
  try {
    // A pipe or a device has no size and may never end.
    const { size } = statSync(path);
    if (size > maxFileBytes) throw new Error(`it is larger than ${maxFileBytes} bytes`);
    return readFileSync(path);
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function targetKey(target: NetworkTarget): string {
  return JSON.stringify([targetName(target), target.startTls, target.serverName]);
}
