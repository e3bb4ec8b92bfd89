import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** Keyword in lower case, its words as written. */
export type SshdSettings = ReadonlyMap<string, string[]>;

export type SshdConfig = {
  /** The files that were read, in that order. */
  files: string[];
  /** What holds for everybody: of a keyword that is there twice sshd takes the first one. */
  global: SshdSettings;
  /** What holds where the criteria fit, in place of the global value; of blocks that all fit the first one counts. */
  matches: { criteria: string; settings: SshdSettings }[];
};

const maxFiles = 64;
const maxDepth = 16;

/** Keywords of which every line counts. */
const repeated = new Set([
  'acceptenv',
  'allowgroups',
  'allowusers',
  'denygroups',
  'denyusers',
  'hostkey',
  'listenaddress',
  'port',
]);

/**
 * sshd's configuration with everything that it includes; null when there is none. SUSE and others ship theirs
 * below /usr/etc, which counts as long as nobody wrote one into /etc.
 *
 * @throws {ProbeError} `permission-denied`, `output-limit`, `unparsable`
 */
export async function readSshdConfig(
  host: Host,
  paths: readonly string[] = ['/etc/ssh/sshd_config', '/usr/etc/ssh/sshd_config'],
): Promise<SshdConfig | null> {
  for (const path of paths) {
    const content = await contentOf(host, path);
    if (content === null) continue;
    const collector = new Collector(
      host,
      path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))),
    );
    await collector.take(path, content, 0);
    return collector.config();
  }
  return null;
}

export type SshdLine = { keyword: string; words: string[] };

/** `Keyword words`, `Keyword=words`, quotes around words, comments. */
export function parseSshdLines(content: string): SshdLine[] {
  return content.split('\n').flatMap((line) => {
    const found = /^\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+|$)(.*)$/.exec(line.replace(/\r$/, ''));
    if (!found?.[1]) return [];
    return [{ keyword: found[1].toLowerCase(), words: wordsOf(found[2] ?? '') }];
  });
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|(\S+)/g)) {
    // A comment behind the values.
    if (plain?.startsWith('#')) break;
    words.push(quoted ?? plain ?? '');
  }
  return words;
}

class Collector {
  readonly #host: Host;
  readonly #folder: string;
  readonly #files: string[] = [];
  readonly #global = new Map<string, string[]>();
  readonly #matches: { criteria: string; settings: Map<string, string[]> }[] = [];

  constructor(host: Host, folder: string) {
    this.#host = host;
    this.#folder = folder;
  }

  config(): SshdConfig {
    return { files: this.#files, global: this.#global, matches: this.#matches };
  }

  /** A `Match` in an included file ends with that file; the lines after the `Include` belong to what was before it. */
  async take(
    path: string,
    content: string,
    depth: number,
    outer: Map<string, string[]> = this.#global,
  ): Promise<void> {
    if (depth > maxDepth) throw new ProbeError('unparsable', `${path}: inclusion without an end`);
    if (this.#files.length >= maxFiles) {
      throw new ProbeError('output-limit', `${path}: too many included files`);
    }
    this.#files.push(path);
    let into = outer;
    for (const { keyword, words } of parseSshdLines(content)) {
      if (keyword === 'match') {
        const criteria = words.join(' ').slice(0, 200);
        into = new Map();
        this.#matches.push({ criteria, settings: into });
      } else if (keyword === 'include') {
        for (const pattern of words) await this.#include(pattern, depth, into);
      } else if (repeated.has(keyword)) {
        into.set(keyword, [...(into.get(keyword) ?? []), ...words]);
      } else if (!into.has(keyword)) {
        into.set(keyword, words);
      }
    }
  }

  async #include(pattern: string, depth: number, into: Map<string, string[]>): Promise<void> {
    for (const path of await this.#expand(pattern)) {
      const content = await contentOf(this.#host, path);
      if (content !== null) await this.take(path, content, depth + 1, into);
    }
  }

  /** Only the last part of a pattern may hold wildcards here, as in every shipped configuration. */
  async #expand(pattern: string): Promise<string[]> {
    const separator = pattern.includes('\\') || this.#folder.includes('\\') ? '\\' : '/';
    const isWhole = pattern.startsWith('/') || /^[A-Za-z]:/.test(pattern);
    const path = isWhole ? pattern : `${this.#folder}${separator}${pattern}`;
    const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    const [folder, name] = [path.slice(0, cut), path.slice(cut + 1)];
    if (/[*?[]/.test(folder) || name.includes('[')) {
      throw new ProbeError('unparsable', `Include ${pattern}: a pattern that is not understood`);
    }
    if (!/[*?]/.test(name)) return [path];
    const wanted = new RegExp(
      `^${name
        .replaceAll(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll(/\*+/g, '.*')
        .replaceAll('?', '.')}$`,
    );
    try {
      const names = await this.#host.list(folder);
      return names
        .filter((one) => wanted.test(one) && !one.startsWith('.'))
        .map((one) => `${folder}${separator}${one}`);
    } catch (error) {
      if (isProbeError(error, 'not-found')) return [];
      throw error;
    }
  }
}

async function contentOf(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 256 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

/** What one connection gets: a block's own words, else the global ones; null where nobody wrote the keyword. */
export function sshdWords(config: SshdConfig, keyword: string, block?: SshdSettings): string[] | null {
  return block?.get(keyword) ?? config.global.get(keyword) ?? null;
}
