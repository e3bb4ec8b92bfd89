import { ProbeError } from '@tenken/shared';

/** A property list as `plutil -convert xml1` writes it. Dates stay text in the form of ISO 8601, data is left out. */
export type Plist = string | number | boolean | null | Plist[] | { [key: string]: Plist };

const maxDepth = 32;
const entities: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
};

/** @throws {ProbeError} `unparsable` */
export function parsePlist(xml: string): Plist {
  const tokens = [
    ...xml.matchAll(
      /<(\/?)(plist|dict|array|key|string|integer|real|date|data|true|false)(?:\s[^>]*)?(\/?)>([^<]*)/g,
    ),
  ];
  let place = tokens.findIndex((token) => token[2] === 'plist') + 1;
  if (place === 0) throw new ProbeError('unparsable', 'this is no property list');
  const value = read(0);
  return value;

  function read(depth: number): Plist {
    const token = tokens[place];
    if (!token || token[1] === '/' || depth > maxDepth) {
      throw new ProbeError('unparsable', 'the property list ends where a value should be');
    }
    place += 1;
    const [, , name = '', empty = '', text = ''] = token;
    if (name === 'dict' || name === 'array') return empty === '/' ? emptyOf(name) : readMany(name, depth);
    if (name === 'true' || name === 'false') return name === 'true';
    if (empty !== '/') closed(name);
    const plain = text.replaceAll(/&(?:lt|gt|amp|quot|apos);/g, (entity) => entities[entity] ?? entity);
    if (name === 'integer' || name === 'real') return Number.isFinite(Number(plain)) ? Number(plain) : null;
    return name === 'data' ? null : plain;
  }

  function readMany(name: 'dict' | 'array', depth: number): Plist {
    const list: Plist[] = [];
    const members: [string, Plist][] = [];
    for (;;) {
      const next = tokens[place];
      if (next?.[1] === '/' && next[2] === name) {
        place += 1;
        return name === 'array' ? list : Object.fromEntries(members);
      }
      if (name === 'array') {
        list.push(read(depth + 1));
        continue;
      }
      if (next?.[2] !== 'key') {
        throw new ProbeError('unparsable', 'a member of the property list has no name');
      }
      const key = read(depth + 1);
      if (typeof key !== 'string') {
        throw new ProbeError('unparsable', 'a name in the property list is no text');
      }
      members.push([key, read(depth + 1)]);
    }
  }

  function closed(name: string): void {
    const token = tokens[place];
    if (token?.[1] !== '/' || token[2] !== name) {
      throw new ProbeError('unparsable', `<${name}> is not closed`);
    }
    place += 1;
  }
}

function emptyOf(name: 'dict' | 'array'): Plist {
  return name === 'array' ? [] : {};
}
