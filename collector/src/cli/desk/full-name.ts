import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/**
 * The person's name that the operating system keeps of this user (the first part of GECOS); null where there is none,
 * or only the user's name again, which is nobody's name.
 */
export function fullName(): string | null {
  const { username } = userInfo();
  const gecos = gecosOf(passwdLine(username), username);
  return gecos === null || gecos.toLowerCase() === username.toLowerCase() ? null : gecos;
}

/** @param line of passwd(5) */
export function gecosOf(line: string | null, username: string): string | null {
  const [name, , , , gecos = ''] = line?.split(':') ?? [];
  const full = (gecos.split(',')[0] ?? '').replaceAll('&', capitalised(username)).trim();
  return name !== username || full === '' ? null : full;
}

function passwdLine(username: string): string | null {
  if (process.platform === 'win32' || process.platform === 'darwin') return null;
  try {
    // Also knows users of a directory, whom the file does not.
    return execFileSync('getent', ['passwd', username], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: 'pipe',
    }).trim();
  } catch {
    return lineOfFile(username);
  }
}

function lineOfFile(username: string): string | null {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    return lines.find((line) => line.startsWith(`${username}:`)) ?? null;
  } catch {
    return null;
  }
}

function capitalised(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
