import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

export const browserIds = ['chrome', 'edge', 'firefox'] as const;
export type BrowserId = (typeof browserIds)[number];

/** Settings of a browser that an administrator has fixed for everybody; null = not fixed: each person decides. */
const Browser = z.strictObject({
  browser: z.enum(browserIds),
  /** Warnings of dangerous sites and downloads are switched on. */
  warnsOfDangers: z.nullable(z.boolean()),
  /** Nobody can go on past such a warning. */
  warningsHold: z.nullable(z.boolean()),
  /** Nobody can go on past a warning of a certificate. */
  certificateWarningsHold: z.nullable(z.boolean()),
  /** Updates of the browser are not switched off. */
  updates: z.nullable(z.boolean()),
  /** Extensions are refused unless listed. */
  extensionsRestricted: z.nullable(z.boolean()),
  /** Sites open in the mode of Internet Explorer; Edge alone has it. */
  explorerMode: z.nullable(z.boolean()),
  /** Where policies for it were found. */
  sources: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(20)),
});
export type Browser = z.infer<typeof Browser>;

export const BrowserSettings = z.strictObject({
  unread: unreadList,
  /** Browsers for which policies are set; the others leave everything to each person. */
  browsers: z.array(Browser).check(z.maxLength(browserIds.length)),
});
export type BrowserSettings = z.infer<typeof BrowserSettings>;
