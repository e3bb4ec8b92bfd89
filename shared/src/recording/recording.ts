import * as z from 'zod/mini';
import { targetOrigins, targetRefusals } from '../host-target.ts';
import { platforms, probeErrorCodes } from '../host.ts';
import { startTlsProtocols, targetKinds } from '../network-target.ts';

const Failure = z.strictObject({ error: z.enum(probeErrorCodes), message: z.string() });

/** Bytes as people can read them where they are UTF-8, else base64. */
const Bytes = z.union([z.strictObject({ text: z.string() }), z.strictObject({ base64: z.string() })]);

const RegistryValue = z.union([
  z.strictObject({
    type: z.enum(['REG_SZ', 'REG_EXPAND_SZ', 'REG_QWORD', 'REG_BINARY', 'REG_NONE']),
    data: z.string(),
  }),
  z.strictObject({
    type: z.literal('REG_DWORD'),
    data: z.int().check(z.minimum(0), z.maximum(0xffff_ffff)),
  }),
  z.strictObject({ type: z.literal('REG_MULTI_SZ'), data: z.array(z.string()) }),
]);

const targetMembers = {
  kind: z.enum(targetKinds),
  target: z.string(),
  origin: z.enum(targetOrigins),
};

/** One answer, or the answers to the first, second, … time of asking; the last one is repeated. */
function someAnswers<T extends z.ZodMiniType>(answer: T) {
  return z.record(z.string(), z.union([answer, Failure, z.array(z.union([answer, Failure]))]));
}

function answers<T extends z.ZodMiniType>(answer: T) {
  return z._default(someAnswers(answer), {});
}

/**
 * Everything that a machine answered during a scan, by question. Written by `tenken scan --record`, read by
 * `--replay` and by the tests of the probes. What is not in it answers `not-found`.
 */
export const Recording = z.strictObject({
  format: z.literal('tenken-recording'),
  version: z.literal(1),
  platform: z.enum(platforms),
  /** Which machine, or which document or public capture, these answers come from. */
  origin: z.string(),
  recordedAt: z.iso.datetime(),
  /** Key: program and arguments, as `shownCommand` joins them. */
  commands: answers(
    z.strictObject({
      exitCode: z.int(),
      stdout: z._default(z.string(), ''),
      stderr: z._default(z.string(), ''),
    }),
  ),
  files: answers(Bytes),
  folders: answers(z.array(z.string())),
  links: answers(z.string()),
  statuses: answers(
    z.strictObject({
      type: z.enum(['file', 'folder', 'other']),
      sizeBytes: z._default(z.number(), 0),
      mode: z._default(z.number(), 0),
      uid: z._default(z.number(), 0),
      gid: z._default(z.number(), 0),
      modifiedAt: z._default(z.iso.datetime(), '1970-01-01T00:00:00Z'),
    }),
  ),
  /** Key: the registry path, case kept; looked up without regard to case. */
  registry: answers(
    z.strictObject({
      values: z._default(z.record(z.string(), RegistryValue), {}),
      subkeys: z._default(z.array(z.string()), []),
    }),
  ),
  /** Key: `namespace:Class`. */
  cim: answers(z.strictObject({ instances: z.array(z.record(z.string(), z.any())) })),
  /** Key: `hardwareKey`, the one question. */
  hardware: answers(
    z.strictObject({
      system: z.strictObject({ manufacturer: z.string(), model: z.string(), serial: z.string() }),
      bios: z.strictObject({ vendor: z.string(), version: z.string() }),
      cpu: z.strictObject({
        manufacturer: z.string(),
        brand: z.string(),
        cores: z.number(),
        physicalCores: z.number(),
        processors: z.number(),
      }),
    }),
  ),
  /** Key: `networkTargetsKey`, the one question. */
  networkTargets: z.optional(
    someAnswers(
      z.strictObject({
        targets: z.array(
          z.union([
            z.strictObject({
              ...targetMembers,
              address: z.string(),
              port: z.int(),
              startTls: z.nullable(z.enum(startTlsProtocols)),
              serverName: z.nullable(z.string()),
              refused: z.null(),
            }),
            z.strictObject({
              ...targetMembers,
              address: z.null(),
              refused: z.strictObject({
                reason: z.enum(targetRefusals),
                message: z.strictObject({ ja: z.string(), en: z.string() }),
              }),
            }),
          ]),
        ),
      }),
    ),
  ),
  /** Key: `tcp 127.0.0.1:443 label`. */
  exchanges: answers(
    z.strictObject({
      received: Bytes,
      ended: z.enum(['enough', 'closed', 'reset', 'timeout', 'limit']),
      sentAtMs: z.number(),
      receivedAtMs: z.number(),
    }),
  ),
});
export type Recording = z.infer<typeof Recording>;

export type RecordedBytes = z.infer<typeof Bytes>;

/**
 * A command line as people read it: arguments with anything but plain characters are quoted as JSON. A script for
 * Windows PowerShell whose first line is `# tenken: NAME` is shown as `powershell NAME`, in place of its Base64.
 */
export function shownCommand(program: string, args: readonly string[]): string {
  const script = scriptName(args);
  if (script !== null) return `powershell ${script}`;
  return [program, ...args]
    .map((word) => (/^[\w@%+=:,./\\${}*-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(' ');
}

function scriptName(args: readonly string[]): string | null {
  if (args.at(-2) !== '-EncodedCommand') return null;
  const [firstLine] = Buffer.from(args.at(-1) ?? '', 'base64')
    .toString('utf16le')
    .split('\n', 1);
  return /^# tenken: (.+)$/.exec(firstLine ?? '')?.[1] ?? null;
}

export function exchangeKey(request: {
  transport: string;
  address: string;
  port: number;
  label: string;
}): string {
  const address = request.address.includes(':') ? `[${request.address}]` : request.address;
  return `${request.transport} ${address}:${request.port} ${request.label}`;
}

/** How the question of `Host.hardware` is shown and kept. */
export const hardwareKey = 'systeminformation system bios cpu';

/** How the question of `Host.networkTargets` is shown and kept. */
export const networkTargetsKey = 'network-targets.txt';

export function cimKey(query: { namespace: string; className: string }): string {
  return `${query.namespace}:${query.className}`;
}

/** Predictable stand-in for random bytes, so that recorded answers to cookies fit when they are replayed. */
export function recordedRandom(byteCount: number): Uint8Array {
  return Uint8Array.from({ length: byteCount }, (_, index) => (index * 37 + 11) & 0xff);
}
