import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { deviceFamilies } from '@tenken/controls/evidence';
import type { DeviceFamily } from '@tenken/controls/evidence';
import { TenkenError } from '@tenken/shared';
import * as z from 'zod/mini';
import type { SshTarget } from '../hosts/ssh/open-ssh-host.ts';
import { jumpAddress, sshAddress } from '../ssh/address.ts';

const File = z.string().check(z.minLength(1), z.maxLength(1024));

/** One machine that this gateway scans. Paths may be relative to the folder of the list. */
const Entry = z.strictObject({
  /** Names its folder here, and the host until it has told its own name. */
  name: z.string().check(z.regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/)),
  address: z.string().check(z.maxLength(512)),
  keyFile: z.optional(File),
  keyPassphraseFile: z.optional(File),
  agentSocket: z.optional(File),
  passwordFile: z.optional(File),
  jump: z.optional(z.string().check(z.maxLength(512))),
  knownHostsFile: z.optional(File),
  sudo: z.optional(z.enum(['if-possible', 'never'])),
  sudoPasswordFile: z.optional(File),
  /** A network device of this family instead of a computer. */
  device: z.optional(z.enum(deviceFamilies)),
  enablePasswordFile: z.optional(File),
  /** Old algorithms too, for a device that knows no others. That they are in use is told in its evidence. */
  legacyAlgorithms: z.optional(z.boolean()),
});

const List = z.strictObject({
  /** How many are scanned at the same time; 4 unless told. */
  parallel: z.optional(z.int().check(z.minimum(1), z.maximum(64))),
  targets: z.array(Entry).check(z.minLength(1), z.maxLength(2000)),
});

/** A machine behind SSH that reports as a host of its own, from a folder of its own on this gateway. */
export type GatewayTarget = {
  name: string;
  folder: string;
  ssh: SshTarget;
  /** null: a computer. */
  device: { family: DeviceFamily; enablePasswordFile?: string } | null;
};
export type TargetList = { parallel: number; targets: readonly GatewayTarget[] };

const defaultParallel = 4;
const maxBytes = 4 * 1024 * 1024;

/** Where the list is, in the folder of the gateway. */
export function targetListPath(folder: string): string {
  return join(folder, 'gateway.json');
}

/** @throws {TenkenError} `targets-invalid` that names the entry and what does not fit */
export function readTargets(folder: string): TargetList {
  const path = targetListPath(folder);
  const list = List.safeParse(parsed(path));
  if (!list.success) throw invalid(path, firstProblem(list.error));
  const names = new Set<string>();
  const targets = list.data.targets.map((entry): GatewayTarget => {
    if (names.has(entry.name)) throw invalid(path, `two targets are named ${entry.name}`);
    names.add(entry.name);
    try {
      return {
        name: entry.name,
        folder: join(folder, 'targets', entry.name),
        ssh: sshTargetOf(entry, folder),
        device: deviceOf(entry, folder),
      };
    } catch (error) {
      if (!(error instanceof TenkenError)) throw error;
      throw invalid(path, `${entry.name}: ${error.message}`);
    }
  });
  return { parallel: list.data.parallel ?? defaultParallel, targets };
}

/** A gateway runs for nobody in particular: it uses what the list names and nothing that lies around. */
function sshTargetOf(entry: z.infer<typeof Entry>, folder: string): SshTarget {
  const below = (path: string) => (isAbsolute(path) ? path : join(folder, path));
  const { keyFile, keyPassphraseFile, passwordFile, agentSocket, sudoPasswordFile } = entry;
  if (keyFile === undefined && agentSocket === undefined && passwordFile === undefined) {
    throw new TenkenError('usage', 'it names neither keyFile nor agentSocket nor passwordFile.');
  }
  return {
    address: sshAddress(entry.address),
    credentials: {
      keyFiles: keyFile === undefined ? [] : [below(keyFile)],
      ...(keyPassphraseFile !== undefined && { keyPassphraseFile: below(keyPassphraseFile) }),
      ...(passwordFile !== undefined && { passwordFile: below(passwordFile) }),
      ...(agentSocket !== undefined && { agentSocket: below(agentSocket) }),
    },
    ...(entry.jump !== undefined && { jump: jumpAddress(entry.jump) }),
    knownHostsFile: below(entry.knownHostsFile ?? 'known_hosts'),
    ...(entry.sudo && { sudo: entry.sudo }),
    ...(sudoPasswordFile !== undefined && { sudoPasswordFile: below(sudoPasswordFile) }),
    ...(entry.legacyAlgorithms && { legacyAlgorithms: true }),
  };
}

/** @throws {TenkenError} `usage` for what only one of the two has */
function deviceOf(
  { device, enablePasswordFile, legacyAlgorithms, sudo, sudoPasswordFile }: z.infer<typeof Entry>,
  folder: string,
): GatewayTarget['device'] {
  if (device === undefined) {
    if (enablePasswordFile === undefined && legacyAlgorithms === undefined) return null;
    throw new TenkenError('usage', 'enablePasswordFile and legacyAlgorithms are for a device.');
  }
  if (sudo !== undefined || sudoPasswordFile !== undefined) {
    throw new TenkenError('usage', 'a device has no sudo.');
  }
  if (enablePasswordFile === undefined) return { family: device };
  const file = isAbsolute(enablePasswordFile) ? enablePasswordFile : join(folder, enablePasswordFile);
  return { family: device, enablePasswordFile: file };
}

function parsed(path: string): unknown {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new TenkenError('targets-invalid', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function firstProblem(error: z.core.$ZodError): string {
  // What is misspelt is missing besides, under its right name.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  if (issue === undefined) return 'it does not fit';
  const place = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('');
  const what =
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.map((key) => `"${key.slice(0, 40)}"`).join(', ')} is not known`
      : issue.message;
  return `${place.replace(/^\./, '') || 'the document'}: ${what}`;
}

function invalid(path: string, what: string): TenkenError {
  return new TenkenError('targets-invalid', `${path} does not fit: ${what.replace(/\.$/, '')}.`);
}
