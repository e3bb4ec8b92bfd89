import { ProbeError } from '@tenken/shared';
import type { Product } from './schema.ts';
import { plausibleInstant } from './schema.ts';

/** `name: value` lines of `dsa_query`; it also lists `AgentStatus.13: agentState`, an index of its own names. */
export function parseDsaQuery(output: string): Map<string, string> {
  const members = new Map<string, string>();
  for (const line of output.split('\n')) {
    const [, name, value] = /^([A-Za-z]\w*(?:\.\w+)+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name && value !== undefined) members.set(name, value);
  }
  return members;
}

/** Patterns that hold the signatures; their places in the list differ from host to host. */
const mainPatterns = ['Smart Scan Agent Pattern', 'Virus Pattern'];

/**
 * `dsa_query -c GetComponentInfo`. `scan.Realtime` is the number of the scan configuration that is assigned, 0 for
 * none. Pattern versions hold no date. The licence of a hosted manager never ends: 2147483647.
 */
export function parseComponentInfo(
  output: string,
): Pick<Product, 'running' | 'realTime' | 'licensed' | 'licenceEndsAt' | 'definitions' | 'engineVersion'> {
  const members = parseDsaQuery(output);
  const mode = members.get('Component.AM.mode');
  if (mode === undefined) {
    throw new ProbeError('unparsable', 'dsa_query GetComponentInfo names no Component.AM.mode');
  }
  const offline = members.get('Component.AM.driverOffline');
  const running = mode === 'on' && offline !== 'true';
  const realtime = members.get('Component.AM.scan.Realtime');
  return {
    running,
    realTime:
      realtime === undefined || !/^\d+$/.test(realtime)
        ? running
          ? null
          : false
        : running && Number(realtime) > 0,
    licensed: null,
    licenceEndsAt: licenceEnd(members.get('Component.AM.licenseExpiry')),
    definitions: patterns(members),
    engineVersion: members.get('Component.AM.version.engine.ATSE')?.slice(0, 128) ?? null,
  };
}

function patterns(members: ReadonlyMap<string, string>): Product['definitions'] {
  for (const [member, name] of members) {
    const [, index] = /^Component\.AM\.version\.pattern\.(\d+)\.name$/.exec(member) ?? [];
    if (index === undefined || !mainPatterns.includes(name)) continue;
    const version = members.get(`Component.AM.version.pattern.${index}.version`)?.slice(0, 128) ?? null;
    return { state: 'present', version, builtAt: null, updatedAt: null, precision: 'instant', current: null };
  }
  return { state: 'not-told' };
}

function licenceEnd(seconds: string | undefined): string | null {
  if (seconds === undefined || !/^\d{9,11}$/.test(seconds) || seconds === '2147483647') return null;
  return plausibleInstant(Number(seconds) * 1000);
}
