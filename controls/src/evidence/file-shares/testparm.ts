import { ProbeError } from '@tenken/shared';
import type { FileShares, Share } from './schema.ts';

type Section = { name: string; values: Map<string, string> };

/** `testparm -s -v`: sections with `name = value` lines, defaults included; shares inherit what stands in [global]. */
export function parseTestparm(output: string): {
  server: NonNullable<FileShares['smbServer']>;
  shares: Share[];
} {
  const sections = sectionsOf(output);
  const [global] = sections;
  if (global?.name !== 'global') throw new ProbeError('unparsable', 'testparm prints no global section');
  const minimum = global.values.get('server min protocol') ?? global.values.get('min protocol') ?? '';
  const signing = global.values.get('server signing') ?? '';
  const encryption = global.values.get('server smb encrypt') ?? global.values.get('smb encrypt') ?? '';
  const isController = /controller/i.test(global.values.get('server role') ?? '');
  return {
    server: {
      version1: minimum === '' ? null : /^(?:core|coreplus|lanman1|lanman2|nt1)$/i.test(minimum),
      // The default is `mandatory` for a domain controller alone.
      signingRequired:
        signing === ''
          ? null
          : /^(?:mandatory|required)$/i.test(signing) || (isController && /^default$/i.test(signing)),
      encryptionRequired: encryption === '' ? null : /^(?:required|mandatory)$/i.test(encryption),
    },
    shares: sections.slice(1).map((section) => shareOf(section, global)),
  };
}

function sectionsOf(output: string): Section[] {
  const sections: Section[] = [];
  for (const line of output.split('\n')) {
    const name = /^\[(.+)\]\s*$/.exec(line)?.[1];
    if (name !== undefined) {
      sections.push({ name, values: new Map() });
      continue;
    }
    const match = /^\s+([a-z][a-z0-9 :_-]*?) = ?(.*?)\s*$/i.exec(line);
    if (match?.[1]) sections.at(-1)?.values.set(match[1].toLowerCase(), match[2] ?? '');
  }
  return sections;
}

/** `map to guest` decides who becomes a guest; that guests are let in is the share's own word. */
function shareOf({ name, values }: Section, global: Section): Share {
  const value = (key: string) => values.get(key) ?? global.values.get(key) ?? '';
  const isYes = (key: string) => /^(?:yes|true|1)$/i.test(value(key));
  const hasGuests = isYes('guest ok') || isYes('guest only');
  const named = value('valid users').trim();
  // Samba lets in whoever has an account unless people are named.
  const isNamed = named !== '' && !/^(?:@?everyone|@?users)$/i.test(named);
  const openTo: Share['openTo'] = hasGuests ? (isNamed ? [] : ['guests', 'anonymous']) : [];
  return {
    protocol: 'smb',
    name: name.slice(0, 200),
    path: value('path').slice(0, 200) || null,
    special: isYes('printable') || name === 'IPC$' || name === 'print$',
    openTo,
    writable: openTo.length === 0 ? null : !isYes('read only'),
    remoteRoot: null,
  };
}

/** A file below `usershares`: people who share their own folders, `usershare_acl=S-1-1-0:R,` and `guest_ok=n`. */
export function parseUsershare(name: string, text: string): Share {
  const values = new Map(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at === -1 || line.startsWith('#')
        ? []
        : [[line.slice(0, at).trim(), line.slice(at + 1).trim()] as const];
    }),
  );
  if (!values.has('path')) throw new ProbeError('unparsable', 'a share of a user without a path');
  const access = (values.get('usershare_acl') ?? '').split(',').map((entry) => entry.split(':'));
  const everyone = access.find(([sid, right]) => sid === 'S-1-1-0' && right !== 'D');
  const openTo: Share['openTo'] = [
    ...(everyone ? (['everyone'] as const) : []),
    ...(values.get('guest_ok') === 'y' ? (['guests', 'anonymous'] as const) : []),
  ];
  return {
    protocol: 'smb',
    name: name.slice(0, 200),
    path: values.get('path')?.slice(0, 200) ?? null,
    special: false,
    openTo,
    writable: openTo.length === 0 ? null : everyone?.[1] === 'F',
    remoteRoot: null,
  };
}
