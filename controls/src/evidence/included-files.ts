import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** How a server's configuration names the files that belong to it. */
export type Inclusion = {
  /** Folder that relative names start from. */
  base: string;
  /** Patterns named in a file's text, e.g. `sites-enabled/*.conf`. */
  named: (content: string) => string[];
};

export type IncludedFile = { path: string; content: string };

const maxFiles = 150;
const maxDepth = 8;
const maxBytes = 512 * 1024;

/**
 * A configuration file and all that it includes, each once; [] where there is none. Only the last part of a
 * pattern may hold wildcards, as in every shipped configuration.
 *
 * @throws {ProbeError} `permission-denied`, `output-limit`, `unparsable`
 */
export async function readIncluded(host: Host, path: string, inclusion: Inclusion): Promise<IncludedFile[]> {
  const found = new Map<string, IncludedFile>();
  await take(host, path, inclusion, found, 0);
  return [...found.values()];
}

async function take(
  host: Host,
  path: string,
  inclusion: Inclusion,
  found: Map<string, IncludedFile>,
  depth: number,
): Promise<void> {
  if (found.has(path)) return;
  if (depth > maxDepth || found.size >= maxFiles) {
    throw new ProbeError('output-limit', `${path}: too many included files`);
  }
  const content = await contentOf(host, path);
  if (content === null) return;
  found.set(path, { path, content });
  for (const pattern of inclusion.named(content)) {
    for (const one of await expand(host, pattern, inclusion.base)) {
      await take(host, one, inclusion, found, depth + 1);
    }
  }
}

async function contentOf(host: Host, path: string): Promise<string | null> {
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}

async function expand(host: Host, pattern: string, base: string): Promise<string[]> {
  const path = pattern.startsWith('/') ? pattern : `${base}/${pattern}`;
  const cut = path.lastIndexOf('/');
  const [folder, name] = [path.slice(0, cut), path.slice(cut + 1)];
  if (/[*?[$]/.test(folder) || /[[$]/.test(name)) {
    throw new ProbeError('unparsable', `${pattern}: a pattern that is not understood`);
  }
  if (!/[*?]/.test(name)) return [path];
  const wanted = new RegExp(
    `^${name
      .replaceAll(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
  );
  try {
    const names = await host.list(folder);
    return names.filter((one) => wanted.test(one) && !one.startsWith('.')).map((one) => `${folder}/${one}`);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}

/** One `words;` of nginx and the names of the blocks around it in its file, the outermost eight. */
export type NginxDirective = { words: string[]; blocks: string[] };

const nginxToken = /#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]|[^\s{};"'#][^\s{};"']*/g;

export function nginxDirectives(content: string): NginxDirective[] {
  const directives: NginxDirective[] = [];
  const blocks: string[] = [];
  let words: string[] = [];
  for (const [part] of content.matchAll(nginxToken)) {
    if (part.startsWith('#')) continue;
    if (part === '{') blocks.push(words[0] ?? '');
    else if (part === '}') blocks.pop();
    else if (part === ';') directives.push({ words, blocks: blocks.slice(0, 8) });
    else {
      words.push(unquoted(part));
      continue;
    }
    words = [];
  }
  return directives;
}

/** `include PATTERN;` of nginx. */
export function nginxIncludes(content: string): string[] {
  return nginxDirectives(content).flatMap(({ words: [name, pattern] }) =>
    name === 'include' && pattern ? [pattern] : [],
  );
}

/** `Include PATTERN` and `IncludeOptional PATTERN` of Apache. */
export function apacheIncludes(content: string): string[] {
  return [...content.matchAll(/^[ \t]*Include(?:Optional)?[ \t]+(\S.*?)[ \t]*\r?$/gim)].map(([, name = '']) =>
    unquoted(name),
  );
}

/** `!include FILE`, and `!includedir FOLDER` for its `.cnf` files, of MySQL. */
export function mysqlIncludes(content: string): string[] {
  return [...content.matchAll(/^[ \t]*!include(dir)?[ \t]+(\S+)/gm)].map(([, folder, name = '']) =>
    folder === undefined ? name : `${name.replace(/\/$/, '')}/*.cnf`,
  );
}

export function unquoted(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}
