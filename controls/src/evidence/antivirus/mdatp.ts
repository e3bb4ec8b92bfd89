import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import * as z from 'zod/mini';
import { ProductReader } from './product-reader.ts';
import { plausibleInstant, unknownProduct, unknownScanning } from './schema.ts';
import type { Product } from './schema.ts';

/** Settings are wrapped together with who decided them; plain facts are not, and that differs by version. */
function setting<T extends z.ZodMiniType>(value: T) {
  return z.optional(z.nullable(z.union([value, z.object({ value })])));
}

const Milliseconds = z.union([z.string().check(z.regex(/^\d{1,15}$/)), z.number()]);
const Text = z.optional(z.nullable(z.string()));

const Health = z.object({
  appVersion: Text,
  engineVersion: Text,
  licensed: z.optional(z.nullable(z.boolean())),
  realTimeProtectionEnabled: setting(z.boolean()),
  realTimeProtectionAvailable: z.optional(z.nullable(z.boolean())),
  passiveModeEnabled: setting(z.boolean()),
  automaticDefinitionUpdateEnabled: setting(z.boolean()),
  tamperProtection: setting(z.string()),
  definitionsStatus: z.optional(z.nullable(z.union([z.string(), z.object({ $type: z.string() })]))),
  definitionsUpdated: z.optional(z.nullable(Milliseconds)),
  definitionsVersion: Text,
  productExpiration: z.optional(z.nullable(Milliseconds)),
});

type HealthFacts = Pick<
  Product,
  | 'realTime'
  | 'passive'
  | 'licensed'
  | 'licenceEndsAt'
  | 'definitions'
  | 'autoUpdate'
  | 'engineVersion'
  | 'scanning'
>;

/**
 * `mdatp health --output json`, Linux and macOS. `healthy` is left out on purpose: it is true with real-time
 * protection off and passive mode on, the default on Linux since 2023. `definitionsUpdatedMinutesAgo` is left out
 * as well: it counts from 1970 while there are no definitions.
 *
 * @see https://learn.microsoft.com/defender-endpoint/health-status
 */
export function parseMdatpHealth(json: string): HealthFacts {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new ProbeError('unparsable', 'mdatp health is no JSON', { cause });
  }
  const parsed = Health.safeParse(data);
  if (!parsed.success) {
    throw new ProbeError('unparsable', 'mdatp health does not have the documented members');
  }
  const health = parsed.data;
  const enabled = plain(health.realTimeProtectionEnabled);
  return {
    realTime: health.realTimeProtectionAvailable === false ? false : enabled,
    passive: plain(health.passiveModeEnabled),
    licensed: health.licensed ?? null,
    licenceEndsAt: instant(health.productExpiration),
    definitions: definitions(health),
    autoUpdate: plain(health.automaticDefinitionUpdateEnabled),
    engineVersion: (health.engineVersion ?? health.appVersion)?.slice(0, 128) ?? null,
    scanning: { ...unknownScanning, tamperProtection: guards(health.tamperProtection) },
  };
}

/** Null when Defender is not installed. @param running whether its daemon runs; null = could not be seen */
export async function readMdatp(host: Host, running: boolean | null): Promise<Product | null> {
  const product = unknownProduct('microsoft-defender', 'Microsoft Defender for Endpoint');
  const reader = new ProductReader(host, product);
  try {
    const health = await host.run('mdatp', ['health', '--output', 'json'], { timeoutMs: 15_000 });
    product.running = running;
    if (health.exitCode === 0) {
      reader.source('mdatp health');
      Object.assign(product, parseMdatpHealth(health.stdout));
      // Only the daemon can answer.
      product.running ??= true;
    } else if (running !== false) {
      reader.note('mdatp health', new ProbeError('internal', `exit ${health.exitCode}`));
      product.running = null;
    }
  } catch (error) {
    if (isProbeError(error, 'not-found')) return null;
    if (!isProbeError(error)) throw error;
    reader.note('mdatp health', error);
    product.running = running === false ? false : null;
  }
  return product;
}

function definitions(health: z.infer<typeof Health>): Product['definitions'] {
  const status =
    typeof health.definitionsStatus === 'string' ? health.definitionsStatus : health.definitionsStatus?.$type;
  const updatedAt = instant(health.definitionsUpdated);
  const version = health.definitionsVersion?.slice(0, 128) || null;
  if (updatedAt === null) return { state: status === undefined ? 'not-told' : 'missing' };
  return {
    state: 'present',
    version,
    builtAt: null,
    updatedAt,
    precision: 'instant',
    current: isCurrent(status),
  };
}

/** `updateFailed` and `updating` say nothing of the age of what is there. */
function isCurrent(status: string | undefined): boolean | null {
  const word = status?.replaceAll(/[^a-z]/gi, '').toLowerCase();
  if (word === 'uptodate') return true;
  return word === 'unavailable' || word === 'outofdate' ? false : null;
}

/** `block` guards, `audit` only tells, `disabled` does neither. */
function guards(value: z.infer<typeof Health>['tamperProtection']): boolean | null {
  const word = typeof value === 'object' ? value?.value : value;
  return word === undefined ? null : word === 'block';
}

function plain(value: z.infer<typeof Health>['passiveModeEnabled']): boolean | null {
  return typeof value === 'object' ? (value?.value ?? null) : (value ?? null);
}

function instant(milliseconds: string | number | null | undefined): string | null {
  return milliseconds === null || milliseconds === undefined ? null : plausibleInstant(Number(milliseconds));
}
