import { ProbeError } from '@tenken/shared';
import { namedPackage } from './package-list.ts';
import type { Package } from './package-list.ts';

/** `installed` of Alpine's package database: stanzas of `P:` name, `V:` version, `A:` architecture and others. */
export function parseApkInstalled(text: string): Package[] {
  return text.split(/\n\n+/).flatMap((stanza) => {
    if (stanza.trim() === '') return [];
    const value = (letter: string) => new RegExp(`^${letter}:(.*)$`, 'm').exec(stanza)?.[1]?.trim() || null;
    const name = value('P');
    if (name === null) throw new ProbeError('unparsable', 'a package of apk has no name');
    return [{ ...namedPackage('apk', name), version: value('V'), architecture: value('A') }];
  });
}
