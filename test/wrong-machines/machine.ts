import { controls, judge } from '@tenken/controls';
import { collect, evidenceKinds } from '@tenken/controls/evidence';
import { loadRecording } from '@tenken/controls/testing';
import { ReplayHost } from '@tenken/shared';
import type { Host, Outcome, Recording, RegistryValue } from '@tenken/shared';

const sections = [
  'commands',
  'files',
  'folders',
  'links',
  'statuses',
  'registry',
  'cim',
  'exchanges',
] as const;
export type Section = (typeof sections)[number];

/** Everything that one machine answers, and what of it was recorded: the evidence kinds that may ask it. */
export type Machine = { kinds: readonly string[]; recording: Recording };

/** What a control must say, and why. */
export type Verdict = readonly [Outcome, string];

/** A machine that is wrong in one way, and the same machine with that one thing put right. */
export type WrongMachine = {
  name: string;
  wrong: Machine;
  repaired: Machine;
  /** By control; a control that is not named must say the same of both. */
  judged: Record<string, { wrong: Verdict; repaired: Verdict }>;
  /** By control: what the organisation has set or declared. */
  parameters?: Record<string, Record<string, unknown>>;
};

/** The machine of one recording beside the probes. */
export function recorded(kind: string, name: string): Machine {
  return { kinds: [kind], recording: loadRecording(kind, name) };
}

/** One machine of which several kinds were recorded. @throws {Error} where two recordings contradict each other */
export function together(first: Machine, ...others: Machine[]): Machine {
  const recording = structuredClone(first.recording);
  for (const other of others) {
    if (other.recording.platform !== recording.platform) throw new Error('machines of two platforms');
    for (const section of sections) {
      const own: Record<string, unknown> = recording[section];
      for (const [key, answer] of Object.entries(other.recording[section])) {
        if (key in own && JSON.stringify(own[key]) !== JSON.stringify(answer)) {
          throw new Error(`two answers to ${section} ${key}`);
        }
        own[key] = answer;
      }
    }
  }
  return { kinds: [first, ...others].flatMap(({ kinds }) => kinds), recording };
}

/** The machine with these answers in the place of its own; null: as if never asked. */
export function having(
  machine: Machine,
  answers: Partial<Record<Section, Record<string, unknown>>>,
): Machine {
  const recording = structuredClone(machine.recording);
  for (const section of sections) {
    const own: Record<string, unknown> = recording[section];
    for (const [key, answer] of Object.entries(answers[section] ?? {})) {
      if (answer === null) delete own[key];
      else own[key] = answer;
    }
  }
  return { ...machine, recording };
}

/** The machine whose answer to one question has other words in it. @throws {Error} where these words do not stand */
export function saying(
  machine: Machine,
  section: Section,
  key: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): Machine {
  let answer: unknown = (machine.recording[section] as Record<string, unknown>)[key];
  for (const [from, to] of changes) {
    const changed = inTexts(answer, (text) => text.replaceAll(from, to));
    if (JSON.stringify(changed) === JSON.stringify(answer)) throw new Error(`${key} does not say ${from}`);
    answer = changed;
  }
  return having(machine, { [section]: { [key]: answer } });
}

function inTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((part: unknown) => inTexts(part, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inTexts(part, change)]));
}

/** One value of one key of the machine's registry. */
export function registryValue(machine: Machine, key: string, name: string, value: RegistryValue): Machine {
  const own = machine.recording.registry[key];
  if (own !== undefined && (Array.isArray(own) || 'error' in own)) throw new Error(`${key} has no values`);
  const values = { ...own?.values, [name]: value };
  return having(machine, { registry: { [key]: { values, subkeys: own?.subkeys ?? [] } } });
}

/** One file of the machine with this text. */
export function file(machine: Machine, path: string, text: string): Machine {
  return having(machine, { files: { [path]: { text } } });
}

/**
 * What every control that these kinds of evidence suffice for says of a machine: read by the real probes through
 * this host, judged by the real controls.
 */
export async function verdictsOf(
  { kinds, recording }: Machine,
  parameters: WrongMachine['parameters'] = {},
  host: Host = new ReplayHost(recording),
): Promise<Record<string, Verdict>> {
  const now = new Date(recording.recordedAt);
  const evidence = new Map(
    await Promise.all(
      evidenceKinds
        .filter(({ id }) => kinds.includes(id))
        .map(async (kind) => {
          const collected = await collect(kind, host);
          return [kind.id, { ...collected, collectedAt: recording.recordedAt }] as const;
        }),
    ),
  );
  if (evidence.size !== kinds.length) throw new Error(`no such kinds of evidence: ${kinds.join(', ')}`);
  const verdicts: Record<string, Verdict> = {};
  for (const control of controls) {
    if (!Object.values(control.needs).every(({ id }) => evidence.has(id))) continue;
    const given = parameters[control.id] ?? {};
    const { outcome, reason } = judge(control, evidence, given, { platform: recording.platform, now });
    verdicts[control.id] = [outcome, reason];
  }
  return verdicts;
}
