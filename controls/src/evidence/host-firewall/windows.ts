import { ProbeError } from '@tenken/shared';
import type { Host, RegistryKey } from '@tenken/shared';
import * as z from 'zod/mini';
import { powershell } from '../powershell.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { HostFirewall, Scope } from './schema.ts';
import { openRuleOf } from './windows-rules.ts';

/**
 * Without a store the cmdlet tells what is set on the machine, which a group policy may override; the active store
 * is what holds. Profiles mean nothing while the service does not run.
 */
const script = `foreach ($p in @(Get-NetFirewallProfile -PolicyStore ActiveStore)) {
[pscustomobject]@{ kind = 'profile'; id = [string]$p.InstanceID; name = [string]$p.Name; enabled = [int]$p.Enabled; inbound = [int]$p.DefaultInboundAction; allowInbound = [int]$p.AllowInboundRules; allowLocal = [int]$p.AllowLocalFirewallRules }
}
foreach ($s in @(Get-Service -Name MpsSvc,BFE)) {
[pscustomobject]@{ kind = 'service'; name = [string]$s.Name; status = [int]$s.Status }
}
try { foreach ($c in @(Get-NetConnectionProfile)) { [pscustomobject]@{ kind = 'network'; category = [int]$c.NetworkCategory } } } catch { [pscustomobject]@{ kind = 'no-networks'; id = [string]$_.FullyQualifiedErrorId } }
try { foreach ($f in @(Get-CimInstance -Namespace root/SecurityCenter2 -ClassName FirewallProduct)) { [pscustomobject]@{ kind = 'product'; name = [string]$f.displayName; state = [string]$f.productState } } } catch { [pscustomobject]@{ kind = 'no-products'; id = [string]$_.FullyQualifiedErrorId } }`;

const Answer = z.array(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('profile'),
      id: z.string(),
      name: z.string(),
      enabled: z.number(),
      inbound: z.number(),
      allowInbound: z.number(),
      allowLocal: z.number(),
    }),
    z.object({ kind: z.literal('service'), name: z.string(), status: z.number() }),
    z.object({ kind: z.literal('network'), category: z.number() }),
    z.object({ kind: z.literal('no-networks'), id: z.string() }),
    z.object({ kind: z.literal('product'), name: z.string(), state: z.string() }),
    z.object({ kind: z.literal('no-products'), id: z.string() }),
  ]),
);
type Answer = z.infer<typeof Answer>;
type ProfileName = 'domain' | 'private' | 'public';

const policyRoot = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall';
const localRoot = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
/** The registry keeps the name `standard` for the private profile. */
const profiles = [
  { name: 'domain', policy: ['DomainProfile'], local: 'DomainProfile', category: 2 },
  { name: 'private', policy: ['PrivateProfile', 'StandardProfile'], local: 'StandardProfile', category: 1 },
  { name: 'public', policy: ['PublicProfile'], local: 'PublicProfile', category: 0 },
] as const;

export async function readWindows(host: Host): Promise<HostFirewall> {
  const unread: Unread[] = [];
  const answer = parseActive(await powershell(host, 'active-firewall', script, { timeoutMs: 40_000 }));
  const rules = await readRules(host, unread);
  const scopes: Scope[] = [];
  for (const { name, policy, local, category } of profiles) {
    const active = answer.profiles.get(name);
    scopes.push({
      name,
      present: answer.categories === null ? null : answer.categories.has(category),
      ...stateOf(active, answer.serviceRuns),
      ...openOf(active, rules, name),
      undecidedRules: [],
      rules: rules === null ? null : rules.policy.length + rules.local.length,
      settings: [
        ...(await readSetting(
          host,
          unread,
          policy.map((key) => `${policyRoot}\\${key}`),
          'group-policy',
        )),
        ...(await readSetting(host, unread, [`${localRoot}\\${local}`], 'setting')),
      ],
    });
  }
  return {
    unread,
    container: false,
    scopes,
    managers: [],
    otherProducts: answer.products,
    forwardedPorts: [],
    forwardedTruncated: false,
  };
}

type Profile = Extract<Answer[number], { kind: 'profile' }>;
type Active = {
  profiles: Map<ProfileName, Profile>;
  serviceRuns: boolean;
  /** Categories of the networks that are connected; null = not told. */
  categories: Set<number> | null;
  products: HostFirewall['otherProducts'];
};

/** Numbers of `GpoBoolean` (0 no, 1 yes, 2 not configured) and `Action` (0 not configured, 2 allow, 4 block). */
export function parseActive(data: readonly unknown[]): Active {
  const parsed = Answer.safeParse(data);
  if (!parsed.success) {
    throw new ProbeError('unparsable', 'the answer about the active firewall has another shape');
  }
  const active: Active = { profiles: new Map(), serviceRuns: true, categories: new Set(), products: [] };
  let services = 0;
  for (const entry of parsed.data) {
    if (entry.kind === 'profile') {
      const name = /(Domain|Private|Public)$/i.exec(entry.id)?.[1] ?? entry.name;
      active.profiles.set(name.toLowerCase() as ProfileName, entry);
    } else if (entry.kind === 'service') {
      services += 1;
      // 4: Running, in System.ServiceProcess.ServiceControllerStatus.
      active.serviceRuns &&= entry.status === 4;
    } else if (entry.kind === 'network') {
      active.categories?.add(entry.category);
    } else if (entry.kind === 'no-networks') {
      active.categories = null;
    } else if (entry.kind === 'product') {
      active.products.push({ name: entry.name.slice(0, 128), active: isOn(entry.state) });
    }
  }
  if (active.profiles.size !== 3 || services !== 2) {
    throw new ProbeError('unparsable', 'not three firewall profiles and two services');
  }
  active.products = active.products.slice(0, 8);
  return active;
}

/** Second byte of the state: 10 and 11 on, 00 and 01 off, as for antivirus products. */
function isOn(state: string): boolean | null {
  const number = Number(state);
  if (!Number.isInteger(number)) return null;
  const second = (number >> 8) & 0xff;
  if (second === 0x10 || second === 0x11) return true;
  return second === 0x00 || second === 0x01 ? false : null;
}

function stateOf(active: Profile | undefined, serviceRuns: boolean): Pick<Scope, 'enabled' | 'unmatched'> {
  if (!active) return { enabled: null, unmatched: null };
  const enabled = serviceRuns && active.enabled === 1;
  if (!enabled) return { enabled, unmatched: 'accepted' };
  // `Not configured` blocks what comes in.
  return { enabled, unmatched: active.inbound === 2 ? 'accepted' : 'blocked' };
}

type Rules = { policy: string[]; local: string[] };

async function readRules(host: Host, unread: Unread[]): Promise<Rules | null> {
  const values = (key: string) =>
    readPart(unread, key, [], async () =>
      Object.values((await host.registry(key)).values).flatMap((value) =>
        value.type === 'REG_SZ' ? [value.data] : [],
      ),
    );
  const policy = await values(`${policyRoot}\\FirewallRules`);
  const managed = await values(`${localRoot}\\Mdm\\FirewallRules`);
  const local = await values(`${localRoot}\\FirewallRules`);
  if (policy === null || managed === null || local === null) return null;
  return { policy: [...policy, ...managed], local };
}

/** Rules of the machine count unless a policy takes them out; no rule lets anything in where all are refused. */
function openOf(
  active: Profile | undefined,
  rules: Rules | null,
  name: ProfileName,
): Pick<Scope, 'openRules'> {
  if (!active || rules === null || active.allowInbound === 0) return { openRules: [] };
  const counted = active.allowLocal === 0 ? rules.policy : [...rules.policy, ...rules.local];
  const open = counted.flatMap((rule) => openRuleOf(rule, name) ?? []);
  return { openRules: open.slice(0, 10) };
}

async function readSetting(
  host: Host,
  unread: Unread[],
  keys: readonly string[],
  layer: 'group-policy' | 'setting',
): Promise<Scope['settings']> {
  for (const path of keys) {
    const key = await readPart(unread, path, null, () => host.registry(path));
    if (!key) continue;
    const enabled = dword(key, 'EnableFirewall');
    const inbound = dword(key, 'DefaultInboundAction');
    if (enabled === null && inbound === null) continue;
    return [
      {
        layer,
        enabled: enabled === null ? null : enabled === 1,
        inbound: inbound === null ? null : inbound === 1 ? 'block' : 'allow',
      },
    ];
  }
  return [];
}

function dword(key: RegistryKey, name: string): number | null {
  const entry = Object.entries(key.values).find(([own]) => own.toLowerCase() === name.toLowerCase())?.[1];
  return entry?.type === 'REG_DWORD' ? entry.data : null;
}
