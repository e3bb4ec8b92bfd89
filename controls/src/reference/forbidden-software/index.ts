import * as z from 'zod/mini';
import table from './2026-11.json' with { type: 'json' };

/** Kinds of software that rules on information security forbid by name, with the names under which they install. */
export const ForbiddenSoftwareTable = z.strictObject({
  asOf: z.iso.date(),
  source: z.string(),
  categories: z.array(
    z.strictObject({
      id: z.enum(['p2p-file-sharing', 'coin-mining', 'anonymisation', 'remote-control']),
      title: z.strictObject({ ja: z.string(), en: z.string() }),
      source: z.string(),
      /** `*` stands for anything, `?` for one character; case and width of letters do not count. */
      names: z.array(z.string()),
    }),
  ),
});
export type ForbiddenSoftwareTable = z.infer<typeof ForbiddenSoftwareTable>;

export const forbiddenSoftwareTable: ForbiddenSoftwareTable = ForbiddenSoftwareTable.parse(table);

export const forbiddenCategories = [
  'p2p-file-sharing',
  'coin-mining',
  'anonymisation',
  'remote-control',
] as const;
