import { ProbeError } from '@tenken/shared';
import type { MailServer, SmtpService } from './schema.ts';

type Values = ReadonlyMap<string, string>;

const maxServices = 30;
const maxWords = 100;
/** A variable may hold itself. */
const maxVariables = 200;
const maxValue = 20_000;

/** main.cf: `name = value`, lines that begin with a blank go on; of a name that is there twice the last one counts. @throws {ProbeError} `unparsable` */
export function parseMainCf(content: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of logicalLines(content)) {
    const found = /^([^\s=]+)\s*=\s*([\s\S]*)$/.exec(line);
    // Postfix itself ends here: "missing '=' after attribute name".
    if (!found?.[1]) throw new ProbeError('unparsable', `main.cf: ${line.slice(0, 100)}`);
    values.set(found[1], (found[2] ?? '').trim());
  }
  return values;
}

/** Comments and empty lines do not end what goes on. */
function logicalLines(content: string): string[] {
  const lines: string[] = [];
  for (const line of content.split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const last = lines.length - 1;
    if (/^\s/.test(line) && last >= 0) lines[last] = `${lines[last]} ${line.trim()}`;
    else lines.push(line.trim());
  }
  return lines;
}

export type MasterService = { name: string; overrides: Map<string, string> };

/** Lines of master.cf that run smtpd: for the network, or behind postscreen. */
export function parseMasterCf(content: string): MasterService[] {
  const services: MasterService[] = [];
  for (const line of logicalLines(content)) {
    const [name = '', type, , , , , , command, ...rest] = line.split(/\s+/);
    if (command !== 'smtpd' || (type !== 'inet' && type !== 'pass')) continue;
    services.push({ name, overrides: overridesOf(rest.join(' ')) });
  }
  return services;
}

/** `-o name=value`, and `-o { name = value with blanks }` since 3.0. */
function overridesOf(args: string): Map<string, string> {
  const overrides = new Map<string, string>();
  for (const [, braced, plain] of args.matchAll(/-o\s*(?:\{\s*([^{}]*)\}|(\S+))/g)) {
    const found = /^([A-Za-z0-9_]+)\s*=\s*([\s\S]*)$/.exec((braced ?? plain ?? '').trim());
    if (found?.[1]) overrides.set(found[1], (found[2] ?? '').trim());
  }
  return overrides;
}

export function postfixOf(
  main: Values,
  master: readonly MasterService[],
): NonNullable<MailServer['postfix']> {
  let truncated = master.length > maxServices;
  const interfaces = valueOf('inet_interfaces', [main]);
  const isLocal =
    interfaces !== null && /^(loopback-only|localhost|127\.0\.0\.1|[,\s]|\[?::1\]?)+$/.test(interfaces);
  const services = master.slice(0, maxServices).map(({ name, overrides }): SmtpService => {
    const scopes = [overrides, main];
    const words = (parameter: string) => {
      const value = valueOf(parameter, scopes);
      const list = value === null ? null : value.split(/[\s,]+/).filter((word) => word !== '');
      truncated ||= list !== null && (list.length > maxWords || list.some((word) => word.length > 300));
      return list && list.slice(0, maxWords).map((word) => word.slice(0, 300));
    };
    return {
      name: name.slice(0, 100),
      loopbackOnly:
        /^(127\.\d+\.\d+\.\d+|localhost|\[?::1\]?):/.test(name) || (isLocal && !/[.:]/.test(name)),
      relayRestrictions: words('smtpd_relay_restrictions'),
      recipientRestrictions: words('smtpd_recipient_restrictions'),
      networks: words('mynetworks'),
      networksStyle: valueOf('mynetworks_style', scopes)?.slice(0, 300) ?? null,
      authentication: flagOf(valueOf('smtpd_sasl_auth_enable', scopes)),
      authenticationOnlyOverTls: flagOf(valueOf('smtpd_tls_auth_only', scopes)),
      tls: tlsOf(scopes),
    };
  });
  const compatibilityLevel = valueOf('compatibility_level', [main])?.slice(0, 20) ?? null;
  return { compatibilityLevel, services, truncated };
}

/**
 * With plain variables filled in; conditional ones stay as they are, and so do those beyond the budget. An empty
 * value is written, and empty.
 */
function valueOf(
  parameter: string,
  scopes: readonly Values[],
  budget: { left: number } = { left: maxVariables },
): string | null {
  const raw = scopes.find((values) => values.has(parameter))?.get(parameter);
  if (raw === undefined) return null;
  return raw
    .replaceAll(
      /\$(?:\{([A-Za-z0-9_]+)\}|\(([A-Za-z0-9_]+)\)|([A-Za-z0-9_]+))/g,
      (whole: string, braced?: string, round?: string, plain?: string) => {
        budget.left -= 1;
        const inner = budget.left < 0 ? null : valueOf(braced ?? round ?? plain ?? '', scopes, budget);
        return inner ?? whole;
      },
    )
    .slice(0, maxValue);
}

function flagOf(value: string | null): boolean | null {
  return value === 'yes' ? true : value === 'no' ? false : null;
}

/** Where the level is empty or not written two older parameters count. */
function tlsOf(scopes: readonly Values[]): SmtpService['tls'] {
  if (flagOf(valueOf('smtpd_tls_wrappermode', scopes)) === true) return 'wrapper';
  const level = valueOf('smtpd_tls_security_level', scopes) ?? '';
  if (level === 'none' || level === 'may' || level === 'encrypt') return level;
  if (level !== '') return 'other';
  if (flagOf(valueOf('smtpd_enforce_tls', scopes)) === true) return 'encrypt';
  return flagOf(valueOf('smtpd_use_tls', scopes)) === true ? 'may' : null;
}
