import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';

/** `words { inner };` */
export type Statement = { words: string[]; inner: Statement[] | null };

const maxStatements = 20_000;
const maxDepth = 12;
const maxFiles = 100;

const token = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|#[^\n]*|"((?:[^"\\]|\\.)*)"|([{};])|([^\s{};"]+)|\s+|"/g;

/** @throws {ProbeError} `unparsable`, `output-limit` */
export function parseNamedConf(content: string): Statement[] {
  const root: Statement[] = [];
  const open: Statement[][] = [root];
  let words: string[] = [];
  let inner: Statement[] | null = null;
  let count = 0;
  for (const [whole, quoted, sign, plain] of content.matchAll(token)) {
    if (whole === '"') throw new ProbeError('unparsable', 'a quotation mark without its end');
    if (quoted !== undefined || plain !== undefined) {
      // `!10.0.0.0/8` and `! 10.0.0.0/8` are the same.
      if (words.at(-1) === '!') words[words.length - 1] = `!${quoted ?? plain ?? ''}`;
      else words.push(quoted ?? plain ?? '');
      continue;
    }
    if (sign === '{') {
      count += 1;
      inner = [];
      if (open.length > maxDepth) throw new ProbeError('unparsable', 'blocks within blocks without an end');
      open.at(-1)?.push({ words, inner });
      open.push(inner);
      words = [];
    } else if (sign === '}') {
      if (words.length > 0) open.at(-1)?.push({ words, inner: null });
      words = [];
      open.pop();
      if (open.length === 0) throw new ProbeError('unparsable', 'more is closed than opened');
    } else if (sign === ';') {
      count += 1;
      if (words.length > 0) open.at(-1)?.push({ words, inner: null });
      words = [];
    }
    if (count > maxStatements) throw new ProbeError('output-limit', 'too many statements');
  }
  if (open.length !== 1 || words.length > 0) throw new ProbeError('unparsable', 'not closed');
  return root;
}

/** A configuration with everything that it includes in its place; null when there is none. */
export async function readNamedConf(host: Host, path: string): Promise<Statement[] | null> {
  const files = { left: maxFiles };
  const content = await contentOf(host, path, files);
  return content === null ? null : included(host, parseNamedConf(content), path, files, 0);
}

async function included(
  host: Host,
  statements: readonly Statement[],
  path: string,
  files: { left: number },
  depth: number,
): Promise<Statement[]> {
  if (depth > maxDepth) throw new ProbeError('unparsable', `${path}: inclusion without an end`);
  const result: Statement[] = [];
  for (const { words, inner } of statements) {
    const [keyword, name = ''] = words;
    if (keyword?.toLowerCase() === 'include' && inner === null) {
      if (/[*?[]/.test(name)) throw new ProbeError('unparsable', `${path}: include of a pattern`);
      // Relative names start from a folder that is not known here before it is read.
      if (!name.startsWith('/')) throw new ProbeError('unparsable', `${path}: include of a relative name`);
      const content = await contentOf(host, name, files);
      if (content === null) throw new ProbeError('unparsable', `${name} is included and missing`);
      result.push(...(await included(host, parseNamedConf(content), name, files, depth + 1)));
    } else {
      result.push({
        words,
        inner: inner === null ? null : await included(host, inner, path, files, depth + 1),
      });
    }
  }
  return result;
}

async function contentOf(host: Host, path: string, files: { left: number }): Promise<string | null> {
  files.left -= 1;
  if (files.left < 0) throw new ProbeError('output-limit', `${path}: too many included files`);
  try {
    return new TextDecoder().decode(await host.readFile(path, { maxBytes: 2 * 1024 * 1024 }));
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    throw error;
  }
}
