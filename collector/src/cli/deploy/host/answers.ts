import * as z from 'zod';
import { plain } from '../../output/print.ts';
import { HostRefused } from './host-refused.ts';

const Word = z.string().max(500);
const VersionId = z.string().regex(/^$|^[0-9A-Za-z.+-]{1,80}$/);
const Hash = z.string().regex(/^$|^[0-9a-f]{64}$/);

/** What a host says of itself; empty where there is none. See `on-host.sh`. */
export const Inspection = z.object({
  system: Word,
  machine: Word,
  name: z.string().max(253),
  /** Programs that a roll-out needs and the host does not have, with spaces between. */
  missing: Word,
  /** A file in the way that no roll-out has put there. */
  foreign: Word,
  current: VersionId,
  previous: VersionId,
  /** SHA-256 of the list of the current version's files; empty when a file differs from the list. */
  manifest: Hash,
  links: z.enum(['', 'stand']),
  authority: Hash,
  identity: z.enum(['', 'there']),
  timer: z.enum(['', 'on']),
  trial: VersionId,
  freeKilobytes: z.coerce.number().int().min(0),
});
export type Inspection = z.infer<typeof Inspection>;

export const Identity = z.object({ hostId: z.uuid() });

/** How a version does that was made current. */
export const Look = z.object({
  hostId: z.union([z.literal(''), z.uuid()]),
  current: VersionId,
  trial: z.enum(['', 'on']),
  acknowledged: z.enum(['', 'yes']),
  /** The version that went back last. */
  returned: VersionId,
  why: Word,
  /** Why the agent's reports wait, in its own words. */
  problem: z.string().max(2000),
});
export type Look = z.infer<typeof Look>;

/** Reads lines NAME=VALUE. @throws {HostRefused} when the host says something else */
export function answerOf<Schema extends z.ZodType>(schema: Schema, output: string): z.infer<Schema> {
  const lines = output.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    return at < 1 ? [] : [[line.slice(0, at), plain(line.slice(at + 1))]];
  });
  const parsed = schema.safeParse(Object.fromEntries(lines));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new HostRefused(`its answer cannot be read: ${first?.path.join('.')} ${first?.message}`);
}
