import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import type { PamModule } from '../pam/parse.ts';
import { simulate } from '../pam/simulate.ts';
import { modulesOf } from '../pam/stack.ts';
import type { PamStack } from '../pam/stack.ts';
import { contentOf, numberIn, parseSettings, readSettings, settingsOf } from './settings.ts';
import type { Accepted, PasswordPolicy } from './schema.ts';

export type Quality = Pick<
  PasswordPolicy,
  'by' | 'refuses' | 'accepted' | 'dictionary' | 'bindsAdministrators' | 'history'
>;

/** What the stack for changing a password asks of the new one. */
export async function readQuality(host: Host, stack: PamStack): Promise<Quality> {
  const modules = modulesOf(stack);
  const history = await readHistory(host, modules);
  for (const [name, read] of checkers) {
    const module = modules.find((candidate) => candidate.module === name);
    if (!module) continue;
    const checked = await read(host, module);
    return { ...checked, refuses: checked.refuses && refusesIn(stack, module), history };
  }
  return {
    by: 'none',
    refuses: false,
    accepted: [],
    dictionary: false,
    bindsAdministrators: false,
    history,
  };
}

type Checked = Omit<Quality, 'history' | 'refuses'> & { refuses: boolean };

const checkers: [string, (host: Host, module: PamModule) => Promise<Checked>][] = [
  ['pam_pwquality', readPwquality],
  ['pam_cracklib', async (_host, { args }) => cracklib(settingsOf(args))],
  ['pam_passwdqc', readPasswdqc],
  ['pam_unix', async (_host, { args }) => unix(settingsOf(args))],
];

/** Whether the whole stack says no when this module does: `optional` modules only complain. */
function refusesIn(stack: PamStack, module: PamModule): boolean | null {
  const { granted } = simulate(stack, (one) => {
    if (one === module) return ['auth_err'];
    if (one.module === 'pam_deny') return ['auth_err'];
    return ['success'];
  });
  return granted === null ? null : !granted;
}

/**
 * Arguments win over pwquality.conf, and that wins over pwquality.conf.d, which is read before it.
 *
 * @see https://github.com/libpwquality/libpwquality/blob/master/doc/man/pwquality.conf.5.pod
 */
async function readPwquality(host: Host, { args }: PamModule): Promise<Checked> {
  const settings = new Map<string, string>();
  const folder = '/etc/security/pwquality.conf.d';
  for (const name of (await namesOf(host, folder)).filter((one) => one.endsWith('.conf'))) {
    const content = await contentOf(host, `${folder}/${name}`);
    for (const [key, value] of parseSettings(content ?? '')) settings.set(key, value);
  }
  for (const [key, value] of await readSettings(host, 'pwquality.conf')) settings.set(key, value);
  for (const [key, value] of settingsOf(args)) settings.set(key, value);
  return pwquality(settings);
}

export function pwquality(settings: ReadonlyMap<string, string>): Checked {
  return {
    by: 'pam_pwquality',
    refuses: numberIn(settings, 'enforcing') !== 0,
    accepted: [acceptedBy(settings, { minLength: 8, credit: 0 })],
    dictionary: numberIn(settings, 'dictcheck') !== 0,
    bindsAdministrators: settings.has('enforce_for_root'),
  };
}

/** In pam_cracklib every kind of character takes one off the length unless told otherwise. */
export function cracklib(settings: ReadonlyMap<string, string>): Checked {
  return {
    by: 'pam_cracklib',
    refuses: true,
    accepted: [acceptedBy(settings, { minLength: 9, credit: 1 })],
    dictionary: true,
    bindsAdministrators: settings.has('enforce_for_root'),
  };
}

/** Both libraries never take fewer than six characters. */
const fewest = 6;

/** A positive credit makes the password shorter by as much, a negative one demands as many of that kind. */
function acceptedBy(
  settings: ReadonlyMap<string, string>,
  defaults: { minLength: number; credit: number },
): Accepted {
  const credits = ['dcredit', 'ucredit', 'lcredit', 'ocredit'].map(
    (name) => numberIn(settings, name) ?? defaults.credit,
  );
  const demanded = credits.filter((credit) => credit < 0).length;
  const given = credits.filter((credit) => credit > 0).reduce((sum, credit) => sum + credit, 0);
  const minLength = numberIn(settings, 'minlen') ?? defaults.minLength;
  const minClasses = Math.max(demanded, Math.min(4, Math.max(0, numberIn(settings, 'minclass') ?? 0)));
  return { minLength: Math.max(fewest, minLength - given), minClasses };
}

async function readPasswdqc(host: Host, { args }: PamModule): Promise<Checked> {
  const own = settingsOf(args);
  const config = own.get('config');
  const content = config === undefined ? null : await contentOf(host, config);
  return passwdqc(new Map([...parseSettings(content ?? ''), ...own]));
}

/**
 * `min=N0,N1,N2,N3,N4`: the least length with one kind of characters, with two, of a passphrase, with three and
 * with four.
 */
export function passwdqc(settings: ReadonlyMap<string, string>): Checked {
  const lengths = (settings.get('min') ?? 'disabled,24,11,8,7').split(',').map((word) => word.trim());
  const classes = [1, 2, 1, 3, 4];
  const accepted = classes.flatMap((minClasses, index): Accepted[] => {
    const word = lengths[index] ?? lengths.at(-1) ?? '';
    if (word === 'disabled') return [];
    return [{ minLength: /^\d{1,4}$/.test(word) ? Number(word) : null, minClasses }];
  });
  const enforce = settings.get('enforce') ?? 'everyone';
  return {
    by: 'pam_passwdqc',
    refuses: enforce !== 'none',
    accepted,
    dictionary: true,
    bindsAdministrators: enforce === 'everyone',
  };
}

/** Without a module for quality pam_unix alone demands six characters of people, and nothing of the superuser. */
export function unix(settings: ReadonlyMap<string, string>): Checked {
  return {
    by: 'pam_unix',
    refuses: true,
    accepted: [{ minLength: Math.max(0, numberIn(settings, 'minlen') ?? 6), minClasses: 0 }],
    dictionary: false,
    bindsAdministrators: false,
  };
}

async function readHistory(host: Host, modules: readonly PamModule[]): Promise<number> {
  const kept = modules.find(({ module }) => module === 'pam_pwhistory');
  const unixArgs = modules.find(({ module }) => module === 'pam_unix')?.args ?? [];
  const ofUnix = Math.max(0, numberIn(settingsOf(unixArgs), 'remember') ?? 0);
  if (!kept) return ofUnix;
  const settings = new Map([...(await readSettings(host, 'pwhistory.conf')), ...settingsOf(kept.args)]);
  return Math.max(ofUnix, numberIn(settings, 'remember') ?? 10);
}

async function namesOf(host: Host, folder: string): Promise<string[]> {
  try {
    return await host.list(folder);
  } catch (error) {
    if (isProbeError(error, 'not-found')) return [];
    throw error;
  }
}
