import { shippedReference } from '@tenken/controls';
import type { AnyControl } from '@tenken/controls';
import type { EvidenceBody, Platform } from '@tenken/shared';
import type { FindingRecord } from '../../assessments/record.ts';

/** Where a value stands in its evidence, e.g. `volumes[0].encrypted`, by the kind of the evidence. */
export type ValuesRead = ReadonlyMap<string, ReadonlySet<string>>;

export const nothing: ValuesRead = new Map();

/**
 * Which values the control's rule read when it came to this verdict, found by letting it judge the same evidence again
 * and watching. Nothing is told where today's rule comes to another verdict, or where evidence was not judged at all
 * (failed, stale): a mark that may be wrong is worse than none.
 *
 * @param bodies of the finding's evidence, by kind
 * @param asOf the moment of the assessment; the verdict may hang on it
 */
export function valuesRead(
  control: AnyControl,
  finding: FindingRecord,
  bodies: ReadonlyMap<string, EvidenceBody>,
  asOf: string,
): ValuesRead {
  const read = new Map<string, Set<string>>();
  const data: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(control.needs)) {
    const body = bodies.get(kind.id);
    if (body?.result.status !== 'read' || body.version > kind.version) return nothing;
    const parsed = kind.schema.safeParse(body.result.data);
    if (!parsed.success) return nothing;
    const paths = new Set<string>();
    read.set(kind.id, paths);
    data[name] = watched(parsed.data, '', paths);
  }
  try {
    const times = finding.evidence.map(({ collectedAt }) => Date.parse(collectedAt));
    const again = control.evaluate(data, control.params.parse(finding.parameters), {
      now: new Date(asOf),
      platform: finding.host.platform as Platform,
      collectedAt: new Date(Math.min(...times)),
      // Where other reference data decided, the verdict differs, and nothing is told.
      reference: shippedReference,
    });
    if (again.outcome !== finding.outcome || again.reason !== finding.reason) return nothing;
  } catch {
    return nothing;
  }
  return narrowed(read, bodies, finding.observed.ja);
}

/** The value itself, and whoever reads a plain member of it leaves its place in `paths`. */
function watched(value: unknown, path: string, paths: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map<string, unknown>();
  return new Proxy(value, {
    get(target, key, receiver) {
      const member: unknown = Reflect.get(target, key, receiver);
      const isOwn = typeof key === 'string' && Object.hasOwn(target, key);
      if (!isOwn || typeof member === 'function') return member;
      if (Array.isArray(target) && key === 'length') return member;
      const place = Array.isArray(target) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      if (typeof member !== 'object' || member === null) {
        paths.add(place);
        return member;
      }
      // One stand-in for each member, so that rules may compare and collect them.
      if (!members.has(key)) members.set(key, watched(member, place, paths));
      return members.get(key);
    },
  });
}

/** More marks than this show nothing any more. */
const mostMarks = 30;

/**
 * A rule reads every row of a list to find the one that decides. Where the verdict names values, what was read of the
 * same objects is marked; where it names none, everything that was read, unless that is too much to tell anything.
 */
function narrowed(
  read: ReadonlyMap<string, ReadonlySet<string>>,
  bodies: ReadonlyMap<string, EvidenceBody>,
  observed: string,
): ValuesRead {
  const named = new Map<string, Set<string>>();
  for (const [kind, paths] of read) {
    const result = bodies.get(kind)?.result;
    const values = result?.status === 'read' ? leaves(result.data) : [];
    const owners = new Set(
      values
        .filter(({ path, value }) => paths.has(path) && isNamed(value, observed))
        .map(({ path }) => ownerOf(path)),
    );
    named.set(kind, new Set([...paths].filter((path) => owners.has(ownerOf(path)))));
  }
  const marks = (sets: Iterable<ReadonlySet<string>>) => [...sets].reduce((sum, { size }) => sum + size, 0);
  if (marks(named.values()) > 0) return named;
  return marks(read.values()) <= mostMarks ? read : nothing;
}

/** The object that a value describes: `volumes[0]` of `volumes[0].encrypted` and of `volumes[0].mountPoints[1]`. */
function ownerOf(path: string): string {
  return path.replace(/(^|\.)[^.[]*(\[\d+\])*$/, '');
}

function isNamed(value: unknown, observed: string): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  const shown = String(value);
  if (shown === '') return false;
  for (let at = observed.indexOf(shown); at >= 0; at = observed.indexOf(shown, at + 1)) {
    const before = observed[at - 1] ?? ' ';
    const after = observed[at + shown.length] ?? ' ';
    // Not in the middle of another name or number: `/` is in every path, `1` in every date.
    if (!/[\w./-]/.test(before) && !/[\w./-]/.test(after)) return true;
  }
  return false;
}

/** Every plain value of evidence with its place, in the order of the evidence. */
export function leaves(data: unknown, path = ''): { path: string; value: unknown }[] {
  if (typeof data !== 'object' || data === null) return [{ path, value: data }];
  const entries = Object.entries(data);
  if (entries.length === 0) return [{ path, value: data }];
  return entries.flatMap(([key, member]) =>
    leaves(member, Array.isArray(data) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`),
  );
}
