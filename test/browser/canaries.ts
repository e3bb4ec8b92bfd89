import { evidenceKinds } from '@tenken/controls';
import type { EvidenceBody } from '@tenken/shared';

/** Texts that would run, redirect or reorder if anything took them for more than text. */
export const canaries = [
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(2)>',
  "javascript:alert('3')",
  '{{constructor.constructor("alert(4)")()}}',
  '{{app.name}} $t(app.name)',
  '${alert(5)}',
  '\u202Etxt.exe\u2066',
  '</script><script>alert(6)</script>',
  "' onmouseover='alert(7)",
] as const;

/** All of them in one text, for fields that take it. */
export const allCanaries = canaries.join(' ');

/** One for a short field, another each time. */
export function canary(): string {
  const next = canaries[given % canaries.length] ?? canaries[0];
  given += 1;
  return next;
}
let given = 0;

/**
 * A body in which every text that its schema leaves free is a canary.
 *
 * @param count is told how many texts were replaced
 */
export function poisoned(body: EvidenceBody, count: (replaced: number) => void): EvidenceBody {
  const sources = body.sources.map(({ type }) => ({
    type,
    subject: canary(),
    status: canary().slice(0, 32),
  }));
  const { result } = body;
  if (result.status === 'failed') {
    const failure = { ...result.failure, message: allCanaries };
    return { ...body, sources, result: { ...result, failure } };
  }
  const schema = evidenceKinds.find(({ id }) => id === body.kind)?.schema;
  const data = structuredClone(result.data);
  let replaced = 0;
  const walk = (place: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(place)) {
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>);
      if (typeof value !== 'string') continue;
      place[name] = canary();
      if (schema?.safeParse(data).success) replaced += 1;
      else place[name] = value;
    }
  };
  walk(data);
  count(replaced);
  return { ...body, sources, result: { ...result, data } };
}
