import { sha256 } from '@tenken/shared';

/** A name that tells networks apart and no people: administrators compare `printf %s NAME | sha256sum`. */
export function networkHash(name: string): string | null {
  return name === '' ? null : sha256(name).slice(0, 16);
}
