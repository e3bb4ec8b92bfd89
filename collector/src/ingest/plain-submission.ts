import { probeErrorCodes, Submission } from '@tenken/shared';

const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const hash = /^[0-9a-f]{64}$/;
/** As `Date` writes it, which is what agents send; the schema takes others too. */
const instant = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const sourceTypes = new Set(['command', 'file', 'folder', 'registry', 'cim', 'network']);
const failureCodes = new Set<unknown>(probeErrorCodes);

/**
 * Whether a value is a submission, told much faster than by its schema, which goes through each member of each body:
 * what is long in it is looked at here, and the schema gets the rest. It says yes to nothing that the schema refuses; to
 * what it says no the schema may say yes.
 */
export function isPlainSubmission(value: unknown): value is Submission {
  if (!hasKeys(value, 3)) return false;
  const { statement, bodies } = value;
  if (!Array.isArray(bodies) || bodies.length > 200 || !bodies.every(isBody)) return false;
  if (typeof statement !== 'object' || statement === null) return false;
  const { evidence } = statement as Record<string, unknown>;
  if (!Array.isArray(evidence) || evidence.length > 200 || !evidence.every(isStated)) return false;
  const short = { ...value, bodies: [], statement: { ...statement, evidence: [] } };
  return Submission.safeParse(short).success;
}

function isBody(value: unknown): boolean {
  return (
    hasKeys(value, 4) &&
    isSlug(value['kind']) &&
    isWhole(value['version'], 1, 10_000) &&
    isResult(value['result']) &&
    Array.isArray(value['sources']) &&
    value['sources'].length <= 2000 &&
    value['sources'].every(isSource)
  );
}

function isResult(value: unknown): boolean {
  if (!hasKeys(value, 2)) return false;
  if (value['status'] === 'read') return isObject(value['data']);
  const { status, failure } = value;
  return (
    status === 'failed' &&
    hasKeys(failure, 2) &&
    failureCodes.has(failure['code']) &&
    isText(failure['message'], 1000)
  );
}

function isSource(value: unknown): boolean {
  return (
    hasKeys(value, 3) &&
    sourceTypes.has(value['type'] as string) &&
    isText(value['subject'], 1024) &&
    isText(value['status'], 32)
  );
}

function isStated(value: unknown): boolean {
  return (
    hasKeys(value, 4) &&
    isSlug(value['kind']) &&
    typeof value['collectedAt'] === 'string' &&
    instant.test(value['collectedAt']) &&
    isWhole(value['durationMs'], 0, 86_400_000) &&
    typeof value['sha256'] === 'string' &&
    hash.test(value['sha256'])
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasKeys(value: unknown, count: number): value is Record<string, unknown> {
  return isObject(value) && Object.keys(value).length === count;
}

function isSlug(value: unknown): boolean {
  return isText(value, 64) && slug.test(value as string);
}

function isText(value: unknown, longest: number): boolean {
  return typeof value === 'string' && value.length <= longest;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
