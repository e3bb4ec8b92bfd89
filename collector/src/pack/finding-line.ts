import type { FindingRecord } from '../assessments/record.ts';
import { lenientJson } from './lenient-json.ts';

/** JSON.stringify spells a lone surrogate so; a text may also hold these characters as they are. */
const surrogate = String.raw`\ud`;

/**
 * A finding as a line of canonical JSON. There may be a million of them: the members are named in their order here,
 * and the runtime's own JSON does the rest in a fraction of the time.
 */
export function findingLine(finding: FindingRecord): string {
  const { control, evidence, expected, host, observed, outcome, parameters, reason } = finding;
  const { since, validUntil, variant, waivers } = finding;
  const ordered = inOrder(parameters);
  if (ordered === null) return `${lenientJson(finding)}\n`;
  // A new member of the type stops the compiler here, so that none is left out unseen.
  const line = JSON.stringify({
    control,
    evidence: evidence.map(({ collectedAt, kind, receivedAt, reportId, sha256 }) => ({
      collectedAt,
      kind,
      receivedAt,
      reportId,
      sha256,
    })),
    expected: { en: expected.en, ja: expected.ja },
    host: { assetNumber: host.assetNumber, id: host.id, name: host.name, platform: host.platform },
    observed: { en: observed.en, ja: observed.ja },
    outcome,
    parameters: ordered,
    reason,
    since,
    validUntil,
    variant,
    waivers,
  } satisfies Record<keyof FindingRecord, unknown>);
  return `${line.includes(surrogate) ? lenientJson(finding) : line}\n`;
}

/** The same with members in the order of canonical JSON; null where the runtime would spell it otherwise. */
function inOrder(parameters: Record<string, unknown>): Record<string, unknown> | null {
  const keys = Object.keys(parameters);
  // The runtime puts whole numbers first, and what is inside of members may be of any shape.
  const isPlain = keys.every((key) => !/^\d/.test(key) && isScalar(parameters[key]));
  if (!isPlain) return null;
  if (keys.every((key, index) => index === 0 || (keys[index - 1] ?? '') < key)) return parameters;
  return Object.fromEntries(keys.toSorted().map((key) => [key, parameters[key]]));
}

function isScalar(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((member) => !Array.isArray(member) && isScalar(member));
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean' || value === null;
}
