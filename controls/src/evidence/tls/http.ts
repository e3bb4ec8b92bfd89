import type { Conversation } from './conversation.ts';
import type { HttpFacts } from './facts.ts';

/** Services with TLS from the first byte that are no web: mail, directory, names, logs, messages, calls, databases. */
const portsWithoutWeb = new Set([
  465, 563, 636, 853, 989, 990, 992, 993, 994, 995, 3269, 3389, 5061, 5223, 5269, 5432, 5671, 6514, 6697,
  8883,
]);

const maxHeaderBytes = 16 * 1024;

/** One request for `/`, whose body nobody reads. @param alpn what the server chose from the protocols offered */
export async function readHttp(
  conversation: Conversation,
  alpn: readonly string[] | null,
): Promise<HttpFacts | null> {
  const { address, port, serverName } = conversation.target;
  const speaksHttp = alpn?.some((name) => name === 'h2' || name === 'http/1.1') ?? false;
  const speaksOther = (alpn?.length ?? 0) > 0 && !speaksHttp;
  if (speaksOther || (!speaksHttp && portsWithoutWeb.has(port))) return null;
  const host = serverName ?? (address.includes(':') ? `[${address}]` : address);
  const request = `GET / HTTP/1.1\r\nHost: ${host}${port === 443 ? '' : `:${port}`}\r\nUser-Agent: tenken\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
  const given = await conversation.sendSecured('http', Buffer.from(request, 'latin1'), {
    timeoutMs: 3000,
    enough: (bytes) => bytes.length >= maxHeaderBytes || Buffer.from(bytes).includes('\r\n\r\n'),
  });
  return given.type === 'none' ? null : parseHttp(given.received);
}

/** The status line and the headers; null when it is no HTTP, or the empty line behind them did not come. */
export function parseHttp(received: Uint8Array): HttpFacts | null {
  const text = Buffer.from(received.subarray(0, maxHeaderBytes)).toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const head = text.slice(0, end);
  const [first = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(first)?.[1];
  if (status === undefined) return null;
  // RFC 6797 8.1: of several headers only the first counts.
  const line = lines.find((one) => /^strict-transport-security:/i.test(one));
  return {
    status: Number(status),
    strictTransportSecurity: line === undefined ? null : parseHsts(line.slice(line.indexOf(':') + 1)),
  };
}

function parseHsts(value: string): NonNullable<HttpFacts['strictTransportSecurity']> {
  const directives = value.split(';').map((one) => one.trim());
  const seconds = directives.map((one) => /^max-age\s*=\s*"?(\d{1,15})"?$/i.exec(one)?.[1]).find(Boolean);
  const has = (name: string) => directives.some((one) => one.toLowerCase() === name);
  return {
    maxAgeSeconds: seconds === undefined ? null : Number(seconds),
    includeSubDomains: has('includesubdomains'),
    preload: has('preload'),
  };
}
