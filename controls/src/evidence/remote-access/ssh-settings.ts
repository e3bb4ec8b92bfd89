import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { parseSshdLines } from '../sshd-config.ts';
import type { SshdConfig, SshdSettings } from '../sshd-config.ts';
import { rootLogins } from './schema.ts';
import type { RemoteAccess, SshSettings } from './schema.ts';

type Ssh = NonNullable<RemoteAccess['ssh']>;

const maxMatches = 50;

/** @param config null where there is no file: every setting has its default */
export function settingsOf(config: SshdConfig | null): Pick<Ssh, 'settings' | 'truncated'> {
  const matches = config?.matches ?? [];
  return {
    settings: [
      oneOf(null, config?.global ?? new Map<string, string[]>()),
      ...matches.slice(0, maxMatches).map(({ criteria, settings }) => oneOf(criteria, settings)),
    ],
    truncated: matches.length > maxMatches,
  };
}

function oneOf(match: string | null, settings: SshdSettings): SshSettings {
  const word = (keyword: string) => settings.get(keyword)?.[0] ?? null;
  const tries = word('maxauthtries');
  return {
    match,
    permitRootLogin: rootLogin(word('permitrootlogin')),
    passwordAuthentication: yesOrNo(word('passwordauthentication')),
    keyboardInteractive: yesOrNo(
      word('kbdinteractiveauthentication') ?? word('challengeresponseauthentication'),
    ),
    permitEmptyPasswords: yesOrNo(word('permitemptypasswords')),
    hostbasedAuthentication: yesOrNo(word('hostbasedauthentication')),
    maxAuthTries: tries !== null && /^\d{1,9}$/.test(tries) ? Number(tries) : null,
  };
}

/** `without-password` is what it was called before OpenSSH 7.0. */
function rootLogin(word: string | null): SshSettings['permitRootLogin'] {
  if (word === null) return null;
  const lower = word.toLowerCase();
  if (lower === 'without-password') return 'prohibit-password';
  return rootLogins.find((known) => known === lower) ?? 'other';
}

function yesOrNo(word: string | null): 'yes' | 'no' | 'other' | null {
  const lower = word?.toLowerCase();
  if (lower === undefined) return null;
  return lower === 'yes' || lower === 'no' ? lower : 'other';
}

/**
 * OpenSSH took `yes` before 7.0, distributions patched it, so the program itself is asked; but only where nobody
 * wrote the keyword. Words about a connection are needed where the criteria of a `Match` ask for them.
 */
export async function readDefaultRootLogin(
  host: Host,
  config: SshdConfig | null,
): Promise<Ssh['defaultRootLogin']> {
  const everywhere = [config?.global, ...(config?.matches ?? []).map(({ settings }) => settings)];
  if (everywhere.some((settings) => settings?.has('permitrootlogin'))) return null;
  try {
    const tested = await host.run(
      '/usr/sbin/sshd',
      ['-T', '-C', 'user=root,host=localhost,addr=127.0.0.1,laddr=127.0.0.1,lport=22'],
      { timeoutMs: 5_000 },
    );
    return tested.exitCode === 0 ? parseRootLogin(tested.stdout) : null;
  } catch (error) {
    if (isProbeError(error)) return null;
    throw error;
  }
}

/** Exported for its test. */
export function parseRootLogin(output: string): Ssh['defaultRootLogin'] {
  const line = parseSshdLines(output).find(({ keyword }) => keyword === 'permitrootlogin');
  return rootLogin(line?.words[0] ?? null);
}
