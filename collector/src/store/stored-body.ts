import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { canonicalJson } from '@tenken/shared';

/** JSON as it lies in a table: canonical, deflated. */
export function deflated(value: unknown): Buffer {
  return deflateRawSync(typeof value === 'string' ? value : canonicalJson(value));
}

export function inflated(stored: Buffer): string {
  return inflateRawSync(stored).toString('utf8');
}
