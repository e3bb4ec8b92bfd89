import { ProbeError } from '@tenken/shared';

export type PlistValue = string | number | boolean | PlistValue[] | { [key: string]: PlistValue };

const maxDepth = 32;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * An Apple property list in its XML form. `date` and `data` stay text, numbers that are none become 0.
 *
 * @throws {ProbeError} `unparsable`, also for the old text form and the binary one
 */
export function parsePlist(xml: string): PlistValue {
  const reader = new Reader(xml.replaceAll(/<\?[^>]*\?>|<!DOCTYPE[^>]*>|<!--[\s\S]*?-->/g, ''));
  reader.open('plist');
  return reader.value(0);
}

/** A member of a property list that is a dictionary; undefined for everything else. */
export function plistMember(value: PlistValue | undefined, key: string): PlistValue | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The texts of a list, or the one text in its place. */
export function plistTexts(value: PlistValue | undefined): string[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((entry) => typeof entry === 'string');
}

class Reader {
  readonly #xml: string;
  readonly #tag = /\s*<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/y;
  #at = 0;

  constructor(xml: string) {
    this.#xml = xml;
  }

  open(name: string): void {
    const tag = this.#next();
    if (tag.closing || tag.name !== name) throw unparsable(`<${name}> is missing`);
  }

  value(depth: number): PlistValue {
    const tag = this.#next();
    if (tag.closing) throw unparsable(`</${tag.name}> where a value should be`);
    return this.#valueOf(tag, depth);
  }

  #valueOf({ name, empty }: Tag, depth: number): PlistValue {
    if (depth > maxDepth) throw unparsable('too deep');
    switch (name) {
      case 'true':
      case 'false':
        if (!empty) this.#close(name);
        return name === 'true';
      case 'array':
        return empty ? [] : this.#array(depth);
      case 'dict':
        return empty ? {} : this.#dictionary(depth);
      case 'integer':
      case 'real': {
        const number = Number(empty ? 0 : this.#text(name));
        return Number.isFinite(number) ? number : 0;
      }
      case 'string':
      case 'date':
      case 'data':
        return empty ? '' : this.#text(name);
      default:
        throw unparsable(`<${name}> is unknown`);
    }
  }

  #array(depth: number): PlistValue[] {
    const values: PlistValue[] = [];
    for (;;) {
      const tag = this.#next();
      if (tag.closing && tag.name === 'array') return values;
      if (tag.closing) throw unparsable(`</${tag.name}> in an array`);
      values.push(this.#valueOf(tag, depth + 1));
    }
  }

  #dictionary(depth: number): PlistValue {
    const members: [string, PlistValue][] = [];
    for (;;) {
      const tag = this.#next();
      if (tag.closing && tag.name === 'dict') return Object.fromEntries(members);
      if (tag.closing || tag.name !== 'key') throw unparsable(`<${tag.name}> where a key should be`);
      const key = tag.empty ? '' : this.#text('key');
      members.push([key, this.value(depth + 1)]);
    }
  }

  #text(name: string): string {
    const end = this.#xml.indexOf(`</${name}>`, this.#at);
    if (end < 0) throw unparsable(`</${name}> is missing`);
    const text = this.#xml.slice(this.#at, end);
    this.#at = end + name.length + 3;
    return text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, entity: string) => {
      if (!entity.startsWith('#')) return entities[entity] ?? whole;
      const point = entity[1] === 'x' ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
      return point <= 0x10_ffff ? String.fromCodePoint(point) : whole;
    });
  }

  #close(name: string): void {
    const tag = this.#next();
    if (!tag.closing || tag.name !== name) throw unparsable(`</${name}> is missing`);
  }

  #next(): Tag {
    this.#tag.lastIndex = this.#at;
    const found = this.#tag.exec(this.#xml);
    if (!found) throw unparsable('no property list in XML');
    this.#at = this.#tag.lastIndex;
    return { closing: found[1] === '/', name: found[2] ?? '', empty: found[3] === '/' };
  }
}

type Tag = { closing: boolean; name: string; empty: boolean };

function unparsable(why: string): ProbeError {
  return new ProbeError('unparsable', `property list: ${why}`);
}
