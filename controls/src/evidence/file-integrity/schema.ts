import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Instant = z.nullable(z.iso.datetime());

export const IntegrityTool = z.strictObject({
  product: z.enum(['aide', 'tripwire', 'samhain', 'wazuh', 'ossec', 'signed-system-volume']),
  /** `system-volume`: what the maker of the system sealed, and nothing of what was added to it. */
  covers: z.enum(['files', 'system-volume']),
  /** Its own settings have it switched on; null = they do not say. */
  enabled: z.nullable(z.boolean()),
  /** What starts it: a service that runs now, or times of its own; null = not told. */
  started: z.nullable(z.enum(['service', 'timer', 'cron', 'system', 'nothing'])),
  /** Last change of what it compares with; null = there is none. */
  baselineAt: Instant,
  /** When it last compared; null = it left no trace of that. */
  lastRunAt: Instant,
  /** What it found then; null = it did not say in words that are known. */
  lastResult: z.nullable(z.enum(['unchanged', 'changed'])),
});
export type IntegrityTool = z.infer<typeof IntegrityTool>;

/** Which programs notice when files are changed. */
export const FileIntegrity = z.strictObject({
  unread: unreadList,
  /** A container: its files come from an image, and its host watches over them. */
  container: z.boolean(),
  /** [] = we looked and there are none. */
  tools: z.array(IntegrityTool).check(z.maxLength(8)),
});
export type FileIntegrity = z.infer<typeof FileIntegrity>;
