import { tenkenVersion } from '../../version.ts';
import type { AlertMessage } from '../message.ts';

const severities = { failure: 6, coverage: 7, silence: 5, quarantine: 8, expiry: 4, test: 1 } as const;

/**
 * ArcSight's Common Event Format, version 0 (CEF implementation standard, revision 26): a header whose parts are parted
 * by bars, and an extension of `key=value`. One line.
 */
export function cefOf(message: AlertMessage): string {
  const header = ['Tenken', 'Collector', tenkenVersion, message.kind, message.subject]
    .map(escapedHeader)
    .join('|');
  const extension = {
    rt: String(Date.parse(message.madeAt)),
    externalId: message.id,
    cnt: String(message.total),
    msg: message.lines.join('\n'),
    request: message.url,
    ...(message.rule && { cs1Label: 'rule', cs1: message.rule.name }),
  };
  const pairs = Object.entries(extension).map(([key, value]) => `${key}=${escapedValue(value)}`);
  return `CEF:0|${header}|${severities[message.kind]}|${pairs.join(' ')}`;
}

/** Bars and backslashes are escaped; a line ends the event, so that none may be in it. */
export function escapedHeader(text: string): string {
  return text.replaceAll(/[\\|]/g, String.raw`\$&`).replaceAll(/[\r\n]+/g, ' ');
}

/** In values it is the equals sign and the backslash; line ends are written as letters. */
export function escapedValue(text: string): string {
  return text.replaceAll(/[\\=]/g, String.raw`\$&`).replaceAll(/\r\n?|\n/g, String.raw`\n`);
}
