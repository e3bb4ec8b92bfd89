import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { secretFile, secretLine } from './secret-file.ts';

/** Where to find what proves who signs in. Secrets themselves are read when a connection is made, and not kept. */
export type CredentialSources = {
  /** Private keys; the user's own default ones unless told. */
  keyFiles?: readonly string[];
  /** Holds the passphrase of those keys. */
  keyPassphraseFile?: string;
  /** The socket of an agent. */
  agentSocket?: string;
  /** Holds the password; only for servers that take nothing better. */
  passwordFile?: string;
  /** The same, already read. */
  password?: string;
  keyPassphrase?: string;
};

/** What proves who signs in, in the order in which it is tried. */
export type Credential =
  | { type: 'key'; file: string; content: Buffer; passphrase: string | null }
  | { type: 'agent'; socket: string }
  | { type: 'password'; password: string };

const defaultKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** @throws {TenkenError} `usage` for a file that cannot be used */
export function readCredentials(sources: CredentialSources): Credential[] {
  const passphrase = sources.keyPassphraseFile
    ? secretLine(sources.keyPassphraseFile)
    : (sources.keyPassphrase ?? null);
  const password = sources.passwordFile ? secretLine(sources.passwordFile) : sources.password;
  const files = sources.keyFiles ?? ownKeys(sources);
  const credentials: Credential[] = files.map((file) => ({
    type: 'key',
    file,
    content: secretFile(file),
    passphrase,
  }));
  if (sources.agentSocket) credentials.push({ type: 'agent', socket: sources.agentSocket });
  if (password !== undefined) credentials.push({ type: 'password', password });
  if (credentials.length > 0) return credentials;
  throw new TenkenError(
    'usage',
    'There is nothing to sign in with: name a private key with --key, start an SSH agent, or name a file with --password-file.',
  );
}

/** The user's own keys, where nothing else was named. */
function ownKeys({ agentSocket, password, passwordFile }: CredentialSources): string[] {
  if (agentSocket || password !== undefined || passwordFile) return [];
  return defaultKeys.map((name) => join(homedir(), '.ssh', name)).filter((file) => existsSync(file));
}
