import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Word = z.string().check(z.maxLength(200));
/** Places where names of files are listed to visitors. */
const Places = z.array(Word).check(z.maxLength(20));

/** What web servers show of themselves and of their folders. */
export const WebServer = z.strictObject({
  unread: unreadList,
  /** Null = no configuration at the known places, or see `unread`. */
  apache: z.nullable(
    z.strictObject({
      /** The module that lists folders is loaded, or may be built in. */
      autoindex: z.boolean(),
      /** Sections with `Options Indexes`, without the icons that come with it. */
      listings: Places,
      /** `ServerTokens`, the last one; null = not written. */
      serverTokens: z.nullable(Word),
      /** Every `TraceEnable`; [] = not written. */
      trace: z.array(Word).check(z.maxLength(20)),
      /** `User`, the last one; null = not written. */
      user: z.nullable(Word),
    }),
  ),
  nginx: z.nullable(
    z.strictObject({
      /** Files with `autoindex on`. */
      listings: Places,
      /** `server_tokens` for all servers; null = not written. */
      serverTokens: z.nullable(Word),
      /** `server_tokens` of single servers and places. */
      otherTokens: z.array(Word).check(z.maxLength(20)),
      /** `user`; null = not written. */
      user: z.nullable(Word),
    }),
  ),
  /** Internet Information Services, by its own configuration; those of sites are not read. */
  iis: z.nullable(
    z.strictObject({
      /** Places with `directoryBrowse enabled="true"`; empty = every site. */
      listings: Places,
      /** `removeServerHeader`; null = not written. */
      serverHeaderRemoved: z.nullable(z.boolean()),
    }),
  ),
});
export type WebServer = z.infer<typeof WebServer>;
