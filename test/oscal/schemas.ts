import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { usedPartOfOscal } from './used-part-of-oscal.ts';

/** The release asset of OSCAL 1.1.3, as NIST published it. */
const officialSha256 = 'd9e34757f0c12aff61f52b821f0b8f83ba0ba75b3a149a202b08ba82f82bc4c3';

const path =
  process.env['TENKEN_OSCAL_SCHEMA'] ?? join(import.meta.dirname, 'oscal_assessment-results_schema.json');

/** Why NIST's own schema is not used; null: it is. */
export const whyNotOfficial = existsSync(path)
  ? null
  : `NIST's own schema is not used: no ${path} (see test/oscal/README.md)`;
if (whyNotOfficial !== null) console.log(whyNotOfficial);

const validators = new Map<string, ValidateFunction>();

/** @returns what is wrong with a document of the assessment-results model, by our part of it and, where it is at hand, by NIST's schema */
export function oscalErrors(document: unknown): unknown[] {
  const schemas = { used: usedSchema, ...(whyNotOfficial === null && { official: officialSchema }) };
  return Object.entries(schemas).flatMap(([name, read]) => {
    // The patterns say what the formats would.
    const validate =
      validators.get(name) ??
      new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(read());
    validators.set(name, validate);
    validate(document);
    return (validate.errors ?? []).slice(0, 3).map((error) => ({ schema: name, ...error }));
  });
}

const usedSchema = (): object => usedPartOfOscal;

/** @throws {Error} when the file is another than NIST's */
function officialSchema(): object {
  const bytes = readFileSync(path);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== officialSha256) throw new Error(`${path} has the SHA-256 ${found}, not ${officialSha256}`);
  return JSON.parse(bytes.toString('utf8')) as object;
}
