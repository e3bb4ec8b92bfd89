import { own } from '@tenken/shared';
import { sshdWords } from '../sshd-config.ts';
import type { SshdConfig, SshdSettings } from '../sshd-config.ts';
import { anyOf } from './pam-ways.ts';
import type { PamFacts } from './pam-ways.ts';
import type { LoginWay } from './schema.ts';

/** What sshd's `password` and `keyboard-interactive` come down to where it asks no PAM. */
const plainPassword: PamFacts = {
  passwordAlone: true,
  factorAlone: false,
  unenrolledPass: null,
  factors: [],
};

type Asked = Pick<LoginWay, 'passwordAlone' | 'factorAlone' | 'keyAlone' | 'unenrolledPass' | 'factors'>;

/** @param pam what the PAM stack `sshd` asks for; null where there is no PAM (Windows) */
export function sshWay(config: SshdConfig, open: boolean | null, pam: PamFacts | null): LoginWay {
  const base = askedBy(config, undefined, pam);
  const blocks = config.matches.map(({ criteria, settings }) => ({
    criteria,
    asked: askedBy(config, settings, pam),
  }));
  const all = [base, ...blocks.map(({ asked }) => asked)];
  const factors = all.flatMap((asked) => asked.factors);
  return {
    name: 'sshd',
    reach: 'remote',
    open,
    passwordAlone: anyOf(all.map((asked) => asked.passwordAlone)),
    factorAlone: anyOf(all.map((asked) => asked.factorAlone)),
    keyAlone: anyOf(all.map((asked) => asked.keyAlone)),
    unenrolledPass: pam === null ? null : anyOf(all.map((asked) => asked.unenrolledPass)),
    factors: factors
      .filter((one, index) => factors.findIndex(({ by }) => by === one.by) === index)
      .slice(0, 20),
    exceptions: blocks
      .filter(({ asked }) => asksLess(asked, base))
      .map(({ criteria }) => `Match ${criteria}`.slice(0, 200))
      .slice(0, 20),
  };
}

function asksLess(asked: Asked, base: Asked): boolean {
  return (['passwordAlone', 'factorAlone', 'keyAlone'] as const).some(
    (what) => asked[what] === true && base[what] !== true,
  );
}

/** Chains of methods of which one is enough. */
function askedBy(config: SshdConfig, block: SshdSettings | undefined, pam: PamFacts | null): Asked {
  const is = (keyword: string, byDefault: boolean) => {
    const [word] = sshdWords(config, keyword, block) ?? [];
    return word === undefined ? byDefault : word.toLowerCase() === 'yes';
  };
  const usesPam = pam !== null && is('usepam', false);
  const enabled: Record<string, boolean> = {
    publickey: is('pubkeyauthentication', true),
    password: is('passwordauthentication', true),
    'keyboard-interactive': usesPam && isInteractive(config, block),
    hostbased: is('hostbasedauthentication', false),
    'gssapi-with-mic': is('gssapiauthentication', false),
  };
  const chains = chainsOf(sshdWords(config, 'authenticationmethods', block), enabled);
  const typed = usesPam ? pam : plainPassword;
  const asked = chains.map((chain) => askedByChain(chain, typed, hasVerifiedKeys(config, block)));
  return {
    passwordAlone: anyOf(asked.map((one) => one.passwordAlone)),
    factorAlone: anyOf(asked.map((one) => one.factorAlone)),
    keyAlone: anyOf(asked.map((one) => one.keyAlone)),
    unenrolledPass: anyOf(asked.map((one) => one.unenrolledPass)),
    factors: asked.flatMap((one) => one.factors),
  };
}

/** One setting with two names; where both are written and disagree it is taken to be on. */
function isInteractive(config: SshdConfig, block: SshdSettings | undefined): boolean {
  const words = ['kbdinteractiveauthentication', 'challengeresponseauthentication'].flatMap(
    (keyword) => sshdWords(config, keyword, block)?.[0]?.toLowerCase() ?? [],
  );
  return words.length === 0 || words.includes('yes');
}

/** `publickey,password publickey,keyboard-interactive`; `any`, or no such line: each method by itself. */
function chainsOf(words: string[] | null, enabled: Record<string, boolean>): string[][] {
  const methods = Object.keys(enabled).filter((method) => own(enabled, method));
  if (words === null || words.length === 0 || words[0]?.toLowerCase() === 'any') {
    return methods.map((method) => [method]);
  }
  return words
    .map((chain) => chain.split(',').map((method) => method.split(':', 1)[0]?.toLowerCase() ?? ''))
    .filter((chain) => chain.every((method) => methods.includes(method)));
}

function askedByChain(chain: readonly string[], typed: PamFacts, verifiedKeys: boolean): Asked {
  const key = chain.includes('publickey');
  const asks = chain.includes('password') || chain.includes('keyboard-interactive');
  // The machine of somebody, or a ticket that was got elsewhere: what was asked for it is not seen here.
  const elsewhere = chain.includes('hostbased') || chain.includes('gssapi-with-mic');
  const alone = (answer: boolean | null) => (key || elsewhere || !asks ? false : answer);
  const keyFactors = key
    ? [
        {
          kind: verifiedKeys ? ('security-key' as const) : ('ssh-key' as const),
          by: verifiedKeys ? 'verify-required' : 'publickey',
        },
      ]
    : [];
  return {
    passwordAlone: elsewhere && !asks && !key ? null : alone(typed.passwordAlone),
    factorAlone: alone(typed.factorAlone),
    keyAlone: key && !asks && !elsewhere ? !verifiedKeys : false,
    unenrolledPass: alone(typed.unenrolledPass),
    factors: [...keyFactors, ...(asks ? typed.factors : [])],
  };
}

/** Only keys of tokens, which ask for their PIN or a finger each time: two factors in one. */
function hasVerifiedKeys(config: SshdConfig, block: SshdSettings | undefined): boolean {
  const options = sshdWords(config, 'pubkeyauthoptions', block) ?? [];
  const accepted =
    sshdWords(config, 'pubkeyacceptedalgorithms', block) ??
    sshdWords(config, 'pubkeyacceptedkeytypes', block) ??
    [];
  const names = accepted
    .join(',')
    .split(',')
    .filter((name) => name !== '');
  return (
    options.join(',').split(',').includes('verify-required') &&
    names.length > 0 &&
    names.every((name) => /^sk-[a-z]/.test(name))
  );
}
