import {
  ApplicationSupportTable,
  ForbiddenSoftwareTable,
  OsSupportTable,
  ProductNamesTable,
  SecurityAgentsTable,
} from '@tenken/controls';
import { canonicalJson, TenkenError } from '@tenken/shared';
import * as z from 'zod';
import { AdvisorySets } from './advisory-sets.ts';
import { FormatFault } from './format-fault.ts';
import { csafAdvisories } from './formats/csaf.ts';
import { osvAdvisories } from './formats/osv.ts';
import { ovalAdvisories } from './formats/oval.ts';
import type { ParsedAdvisory } from './formats/parsed.ts';
import { feedLimits } from './manifest.ts';
import type { AdvisoryPart, Part, TableKind } from './manifest.ts';
import type { Bundle } from './read-bundle.ts';

/** A part that has been read and found to be what it says. */
export type ReadPart =
  | { part: Part; kind: 'table'; content: string }
  | { part: AdvisoryPart; kind: 'advisories'; sets: AdvisorySets };

const tables: Record<TableKind, { safeParse: (value: unknown) => z.ZodSafeParseResult<{ asOf: string }> }> = {
  'application-support': ApplicationSupportTable as never,
  'forbidden-software': ForbiddenSoftwareTable as never,
  'os-support': OsSupportTable as never,
  'product-names': ProductNamesTable as never,
  'security-agents': SecurityAgentsTable as never,
};

/** Turns between which other work gets its own. */
const advisoriesAtOnce = 2000;

/**
 * Reads a part of a bundle as its format says. Close the sets that it returns.
 *
 * @param folder where there is space for what is gathered
 * @throws {TenkenError} `feed-invalid`, `feed-too-large`, `feed-unreadable`
 */
export async function readPart(bundle: Bundle, part: Part, folder: string): Promise<ReadPart> {
  try {
    if (part.kind !== 'advisories') {
      return { part, kind: 'table', content: await tableOf(bundle, part, part.kind) };
    }
    return { part, kind: 'advisories', sets: await setsOf(bundle, part, folder) };
  } catch (cause) {
    if (!(cause instanceof FormatFault)) throw cause;
    throw new TenkenError('feed-invalid', `Part ${part.name}: ${cause.message}.`, { cause });
  }
}

async function tableOf(bundle: Bundle, part: Part, kind: TableKind): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bundle.read(part)) chunks.push(chunk);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new FormatFault('it is no JSON');
  }
  const parsed = tables[kind].safeParse(json);
  if (!parsed.success) {
    throw new FormatFault(`it is no table of ${kind}: ${z.prettifyError(parsed.error).slice(0, 2000)}`);
  }
  if (parsed.data.asOf !== part.asOf) {
    throw new FormatFault(`the table is as of ${parsed.data.asOf}, and the part says ${part.asOf}`);
  }
  return canonicalJson(json);
}

async function setsOf(bundle: Bundle, part: AdvisoryPart, folder: string): Promise<AdvisorySets> {
  const sets = new AdvisorySets(folder);
  try {
    const covered = new Set(part.covers);
    let seen = 0;
    for await (const one of advisoriesOf(bundle, part, folder)) {
      seen += 1;
      if (seen % advisoriesAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
      if (covered.has(one.release)) sets.add(one);
      if (sets.count > feedLimits.advisories) {
        throw new TenkenError(
          'feed-too-large',
          `Part ${part.name} has more than ${feedLimits.advisories} advisories.`,
        );
      }
    }
    // Whoever has no advisory at all was not in the files: then no package would have a vulnerability.
    const missing = part.covers.filter((release) => !sets.has(release));
    if (missing.length > 0) {
      throw new FormatFault(`it says that it covers ${missing.join(', ')}, and holds no advisory for that`);
    }
    return sets;
  } catch (error) {
    sets.close();
    throw error;
  }
}

function advisoriesOf(bundle: Bundle, part: AdvisoryPart, folder: string): AsyncIterable<ParsedAdvisory> {
  const stream = bundle.read(part);
  switch (part.format) {
    case 'osv':
      return osvAdvisories(stream);
    case 'csaf':
      return csafAdvisories(stream);
    case 'oval': {
      const [release = '', another] = part.covers;
      if (another !== undefined) {
        throw new FormatFault('a file in OVAL is of one release; make a part for each');
      }
      if (release.startsWith('ubuntu:')) {
        throw new FormatFault(
          'OVAL of Ubuntu names packages in a way that is not read here; take its OSV records',
        );
      }
      return ovalAdvisories(stream, release, folder);
    }
    default:
      return part.format satisfies never;
  }
}
