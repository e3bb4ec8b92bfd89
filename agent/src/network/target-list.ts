import { readFileSync, statSync } from 'node:fs';
import { networkTarget, parsedNetwork, ProbeError, targetLines, TenkenError } from '@tenken/shared';
import type { Network, NetworkTarget, TargetKind } from '@tenken/shared';
import { probeErrorOf } from '../hosts/probe-error-of.ts';

export type NamedTarget = NetworkTarget & { kind: TargetKind };

/** What the administrator of this host wrote. */
export type TargetList = {
  targets: NamedTarget[];
  /** Networks in which the collector may name targets as well. */
  allowed: Network[];
  /** Lines that are nothing of the kind, and why. */
  faults: { kind: TargetKind; line: number; why: string }[];
};

const maxBytes = 256 * 1024;

/**
 * Reads lines such as `www.example.jp:443`, `192.0.2.10:25 starttls=smtp`, `ssh 192.0.2.20` and `allow 10.1.2.0/24`.
 * No file = an empty list.
 *
 * @throws {ProbeError} `permission-denied` also for a file that others may write: they would have the agent connect to
 *   where they like; `unparsable` for what is no text
 */
export function readTargetList(path: string): TargetList {
  const list: TargetList = { targets: [], allowed: [], faults: [] };
  for (const { line, content } of linesOf(path)) {
    const [, word = 'tls', rest = content] = /^(tls|ssh|allow)\s+(.*)$/u.exec(content) ?? [];
    if (word === 'allow') {
      const network = parsedNetwork(rest.trim());
      if (network) list.allowed.push(network);
      else {
        list.faults.push({ kind: 'tls', line, why: `${rest} is no network. Write it as allow 10.1.2.0/24.` });
      }
      continue;
    }
    const kind = word as TargetKind;
    try {
      list.targets.push({ kind, ...networkTarget(rest, kind) });
    } catch (error) {
      if (!(error instanceof TenkenError)) throw error;
      list.faults.push({ kind, line, why: error.message });
    }
  }
  return list;
}

function linesOf(path: string): { line: number; content: string }[] {
  try {
    const status = statSync(path);
    if (!status.isFile()) throw new ProbeError('unparsable', `${path} is no file`);
    if (status.size > maxBytes) {
      throw new ProbeError('output-limit', `${path} is larger than ${maxBytes} bytes`);
    }
    if (process.platform !== 'win32' && (status.mode & 0o022) !== 0) {
      throw new ProbeError(
        'permission-denied',
        `${path} may be written by others; chmod 600 keeps it to its owner`,
      );
    }
    return targetLines(readFileSync(path), path);
  } catch (error) {
    if (error instanceof TenkenError) throw new ProbeError('unparsable', error.message, { cause: error });
    const failure = error instanceof ProbeError ? error : probeErrorOf(error, path);
    if (failure.code === 'not-found') return [];
    throw failure;
  }
}
