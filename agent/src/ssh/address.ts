import { TenkenError } from '@tenken/shared';

/** Where an SSH server is and as whom to sign in there. */
export type SshAddress = { user: string; host: string; port: number };

const defaultPort = 22;
/** No spaces or control characters, and nothing that begins an option or a wildcard of known_hosts. */
const hostForm = /^[a-z0-9_]([a-z0-9._-]{0,252})$/;
const userForm = /^[^\s\p{C}:@/\\]{1,128}$/u;

/**
 * Reads `ssh://user@host[:port]`; IPv6 addresses in brackets.
 *
 * @throws {TenkenError} `usage` with the form that is wanted
 */
export function sshAddress(text: string): SshAddress {
  const url = URL.parse(text);
  if (url?.protocol !== 'ssh:' || url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname)) {
    throw wrong(text, 'Write it as ssh://USER@HOST or ssh://USER@HOST:PORT.');
  }
  if (url.password !== '') {
    // Not repeated: the message ends up in logs.
    throw new TenkenError(
      'usage',
      'The address holds a password, which everybody on this machine can see. Name a file with --password-file.',
    );
  }
  return checked(text, decoded(url.username), url.hostname, url.port === '' ? defaultPort : Number(url.port));
}

/** Reads `user@host[:port]`, as ssh's own option takes it. @throws {TenkenError} `usage` */
export function jumpAddress(text: string): SshAddress {
  return sshAddress(text.startsWith('ssh://') ? text : `ssh://${text}`);
}

/** As it is written in a message and in an address. */
export function shownAddress({ user, host, port }: SshAddress): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return `${encodeURIComponent(user)}@${bracketed}${port === defaultPort ? '' : `:${port}`}`;
}

function checked(text: string, user: string, hostname: string, port: number): SshAddress {
  const host = decoded(hostname)
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1');
  if (user === '') throw wrong(text, 'It names no user: write ssh://USER@HOST.');
  if (!userForm.test(user)) throw wrong(text, 'This is no name of a user.');
  if (!hostForm.test(host) && !/^[0-9a-f:.]{2,45}$/.test(host)) {
    throw wrong(text, 'This is no name of a host.');
  }
  if (port < 1) throw wrong(text, 'This is no port.');
  return { user, host, port };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function wrong(text: string, what: string): TenkenError {
  return new TenkenError('usage', `${text} is no address of a host behind SSH. ${what}`);
}
