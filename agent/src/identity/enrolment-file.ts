import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TenkenError } from '@tenken/shared';

/** What an administrator leaves for an agent that enrols by itself. */
export type EnrolmentFile = {
  server: string;
  token: string;
  /** PEM of the authority that the collector's certificate must come from. */
  authority: string;
};

const maxBytes = 64 * 1024;
const known = ['server', 'token', 'token-file', 'authority'] as const;
type Key = (typeof known)[number];

/**
 * Reads lines such as `server = https://collector.example.jp:8443`; `#` begins a comment, and so may a line in
 * brackets, which Windows Installer writes. Paths are as seen from the file's own folder; the authority is
 * `authority.pem` there unless told.
 *
 * @returns null when there is no such file
 * @throws {TenkenError} `enrolment-file-invalid`, also for a file that others may write: they would choose the collector
 */
export function readEnrolmentFile(path: string): EnrolmentFile | null {
  const told = settingsOf(path);
  if (told === null) return null;
  const server = told.get('server');
  if (!server) throw invalid(path, 'it names no server');
  const tokenPath = tokenPathOf(path, told);
  const token = told.get('token') ?? required(path, tokenPath).trim();
  if (!token) throw invalid(path, `${tokenPath} holds no token`);
  const authority = required(path, resolve(dirname(path), told.get('authority') ?? 'authority.pem'));
  return { server, token, authority };
}

/** Removes the file that holds the token, where it is still there. @throws what the file system says */
export function removeEnrolmentToken(path: string): void {
  const told = settingsOf(path);
  if (told !== null) rmSync(tokenPathOf(path, told), { force: true });
}

function tokenPathOf(path: string, told: ReadonlyMap<Key, string>): string {
  return told.has('token') ? path : resolve(dirname(path), told.get('token-file') ?? 'token');
}

function settingsOf(path: string): Map<Key, string> | null {
  const content = guarded(path);
  return content === null ? null : settingsIn(path, content);
}

function settingsIn(path: string, content: string): Map<Key, string> {
  const told = new Map<Key, string>();
  // Windows Installer begins its files with a byte order mark where a value is outside the code page.
  for (const [index, line] of content
    .replace(/^\u{feff}/u, '')
    .split(/\r?\n/)
    .entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#') || /^\[.*\]$/.test(text)) continue;
    const [, key = '', value = ''] = /^([a-z-]+)\s*=\s*(.*)$/.exec(text) ?? [];
    const name = known.find((one) => one === key);
    // A line may hold a token that was mistyped: it is named by its number.
    if (!name) throw invalid(path, `line ${index + 1} is none of: ${known.join(', ')} = value`);
    if (told.has(name)) throw invalid(path, `line ${index + 1} tells ${name} again`);
    if (value !== '') told.set(name, value);
  }
  if (told.has('token') && told.has('token-file')) throw invalid(path, 'it has both token and token-file');
  return told;
}

function required(path: string, wanted: string): string {
  const content = guarded(wanted);
  if (content === null) throw invalid(path, `${wanted} is not there`);
  return content;
}

function guarded(path: string): string | null {
  try {
    const status = statSync(path);
    if (status.size > maxBytes) throw invalid(path, `it is larger than ${maxBytes} bytes`);
    if (process.platform !== 'win32' && (status.mode & 0o022) !== 0) {
      throw invalid(path, 'others may write it; chmod 600 keeps it to its owner');
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    if (error instanceof TenkenError) throw error;
    throw invalid(path, (error as Error).message, error);
  }
}

function invalid(path: string, why: string, cause?: unknown): TenkenError {
  return new TenkenError('enrolment-file-invalid', `${path} cannot be used to enrol: ${why}.`, { cause });
}
