import { ProbeError } from '@tenken/shared';
import type { Share } from './schema.ts';

/**
 * `dscl . -readall /SharePoints`: records apart by a line of `-`, values as `dsAttrTypeNative:smb_shared: 1` or, when
 * they hold blanks, on the next line. Values of a name are at most one here. Every record has a name.
 *
 * @throws {ProbeError} `unparsable`
 */
export function parseSharePoints(output: string): Share[] {
  return output.split(/^-$/m).flatMap((record): Share[] => {
    const values = new Map(
      [...record.matchAll(/^(?:dsAttrTypeNative:|dsAttrTypeStandard:)?(\w+):(?: (.*)|\n (.*))$/gm)].map(
        (match) => [match[1] ?? '', match[2] ?? match[3] ?? ''],
      ),
    );
    if (!values.has('RecordName')) {
      if (record.trim() === '') return [];
      throw new ProbeError('unparsable', 'a share point without a name');
    }
    if (values.get('smb_shared') !== '1') return [];
    const hasGuests = values.get('smb_guestaccess') === '1';
    return [
      {
        protocol: 'smb',
        name: (values.get('smb_name') ?? values.get('RecordName') ?? '').slice(0, 200),
        path: values.get('directory_path')?.slice(0, 200) ?? null,
        special: false,
        openTo: hasGuests ? ['guests', 'anonymous'] : [],
        // What guests may change is up to the permissions of the folder.
        writable: hasGuests ? values.get('smb_readonly') !== '1' : null,
        remoteRoot: null,
      },
    ];
  });
}

/** macOS: `/path -ro host` and `/path -network 192.168.0.0 -mask …`; without host or network everybody is let in. */
export function parseMacExports(text: string): Share[] {
  return text.split('\n').flatMap((raw): Share[] => {
    const line = raw.replace(/#.*$/, '').trim();
    const [path, ...words] = line.split(/\s+/);
    if (path === undefined || path === '') return [];
    if (!path.startsWith('/')) throw new ProbeError('unparsable', 'a line of the exports names no path');
    const isNamed = words.some(
      (word, index) =>
        word.startsWith('-network') ||
        (!word.startsWith('-') &&
          !word.startsWith('/') &&
          !/^-(?:mask|network)$/.test(words[index - 1] ?? '')),
    );
    const isProven = words.some((word) => /^-sec=krb5[ip]?(?::krb5[ip]?)*$/.test(word));
    const openTo: Share['openTo'] = isNamed || isProven ? [] : ['everyone', 'anonymous'];
    return [
      {
        protocol: 'nfs',
        name: path.slice(0, 200),
        path: path.slice(0, 200),
        special: false,
        openTo,
        writable: openTo.length === 0 ? null : !words.includes('-ro'),
        remoteRoot: words.some((word) => /^-(?:maproot|mapall)=(?:root|0)(?::|$)/.test(word)),
      },
    ];
  });
}
