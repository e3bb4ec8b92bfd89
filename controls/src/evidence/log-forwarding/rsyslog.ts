import { destinationOf, destinations } from './destination.ts';
import type { Destination } from './schema.ts';

/**
 * Where rsyslog sends to. Old form: `*.* @host` (UDP), `@@host:port` (TCP), with options in parentheses between;
 * new form: `action(type="omfwd" target="host" port="514" protocol="tcp" StreamDriver="gtls" …)`, in several lines.
 *
 * @see https://www.rsyslog.com/doc/configuration/modules/omfwd.html
 */
export function parseRsyslog(text: string): Destination[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const found: (Destination | null)[] = [];
  // The old driver settings hold for the old form alone.
  const isTls = lines.some((line) =>
    /^\s*\$(?:ActionSendStreamDriverMode|DefaultNetstreamDriver)\s+(?:1|gtls|ossl)\s*$/i.test(line),
  );
  for (const line of lines) {
    const old = /^[^"'(]*[\s&](@@?)(?:\([^)]*\))?(\[[^\]]+\](?::\d+)?|[^\s;@]+)/.exec(` ${line}`);
    if (old?.[2] !== undefined) {
      const transport = old[1] === '@' ? 'udp' : isTls ? 'tls' : 'tcp';
      found.push(destinationOf(old[2], transport, 514));
    }
    const relp = /\s:omrelp:(\S+?)(?:;|\s|$)/.exec(line)?.[1];
    if (relp !== undefined) found.push(destinationOf(relp, 'relp', 2514));
  }
  const joined = lines.map((line) => line.replace(/\s#[^"]*$/, '')).join('\n');
  for (const [, body = ''] of joined.matchAll(/\baction\s*\(((?:[^()"']|"[^"]*"|'[^']*')*)\)/gi)) {
    found.push(...actionOf(body));
  }
  return destinations(found);
}

function actionOf(body: string): (Destination | null)[] {
  const value = (name: string) =>
    new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(body)?.[1];
  const port = Number(value('port') ?? Number.NaN);
  const at = (otherwise: number) => (Number.isInteger(port) ? port : otherwise);
  switch (value('type')?.toLowerCase()) {
    case 'omfwd': {
      const isTls = value('StreamDriverMode') === '1';
      const transport = value('protocol')?.toLowerCase() === 'tcp' ? (isTls ? 'tls' : 'tcp') : 'udp';
      return [destinationOf(value('target') ?? '', transport, at(514))];
    }
    case 'omrelp':
      return [destinationOf(value('target') ?? '', value('tls') === 'on' ? 'tls' : 'relp', at(2514))];
    case 'omelasticsearch':
    case 'omhttp':
      return [destinationOf(value('server') ?? '', value('usehttps') === 'on' ? 'https' : 'http', at(9200))];
    case 'omkafka':
    case 'omamqp1':
      return [
        destinationOf(/"?([^",[\]\s]+)/.exec(value('broker') ?? value('host') ?? '')?.[1] ?? '', 'other'),
      ];
    default:
      return [];
  }
}

/** Files named by `$IncludeConfig PATTERN` and `include(file="PATTERN" …)`. */
export function includesOfRsyslog(text: string): string[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');
  const old = [...lines.matchAll(/^\s*\$IncludeConfig\s+(\S+)\s*$/gim)].map(([, pattern]) => pattern);
  const current = [...lines.matchAll(/\binclude\s*\(\s*[^)]*?file\s*=\s*"([^"]+)"/gi)].map(
    ([, pattern]) => pattern,
  );
  return [...old, ...current].filter((pattern) => pattern !== undefined);
}
