import { own } from '@tenken/shared';
import { destinationOf, destinations } from './destination.ts';
import type { Destination } from './schema.ts';

/** Beats: `output.NAME:` with `hosts: ["a:5044"]`, or a list of lines `- a:5044` below. */
export function parseBeats(text: string): Destination[] {
  const found: (Destination | null)[] = [];
  let inOutput = false;
  let inHosts = false;
  let isTls = false;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\s+#.*$|^#.*$/, '').trimEnd();
    if (line === '') continue;
    if (/^\S/.test(line)) inOutput = /^output(?:\.\w+)?:/.test(line);
    if (!inOutput) continue;
    if (/^\s*(?:ssl(?:\.\w+)?|protocol:\s*"?https)\b/.test(line)) isTls = true;
    const hosts: string | undefined = /^\s*hosts:\s*(.*)$/.exec(line)?.[1];
    const item: string | undefined = inHosts ? /^\s*-\s*(.+)$/.exec(line)?.[1] : undefined;
    inHosts = hosts === '' || item !== undefined;
    for (const host of (hosts ?? item ?? '').replaceAll(/[[\]"']/g, ' ').split(/[\s,]+/)) {
      found.push(destinationOf(host, 'tcp'));
    }
  }
  return destinations(
    found.map((one) =>
      one !== null && one.transport === 'tcp' && isTls ? { ...one, transport: 'tls' } : one,
    ),
  );
}

/** Splunk `outputs.conf`: `server = a:9997, b:9997` below `[tcpout:NAME]`. */
export function parseSplunkOutputs(text: string): Destination[] {
  const isTls = /^\s*(?:useSSL\s*=\s*true|clientCert\s*=)/im.test(text);
  const servers = [...text.matchAll(/^[ \t]*server\s*=\s*(.+)$/gm)].flatMap(([, list = '']) =>
    list.split(','),
  );
  return destinations(servers.map((server) => destinationOf(server, isTls ? 'tls' : 'tcp', 9997)));
}

/** Fluent Bit, classic form: `[OUTPUT]` with `Host` and `Port`. Outputs to files and the screen have none. */
export function parseFluentBit(text: string): Destination[] {
  return destinations(
    text
      .split(/^\s*\[/m)
      .filter((part) => /^OUTPUT\]/i.test(part))
      .map((part) => {
        const value = (name: string) => new RegExp(String.raw`^\s*${name}\s+(\S+)\s*$`, 'im').exec(part)?.[1];
        const isTls = value('tls')?.toLowerCase() === 'on';
        const port = Number(value('port') ?? Number.NaN);
        return destinationOf(
          value('host') ?? '',
          isTls ? 'tls' : 'tcp',
          Number.isInteger(port) ? port : null,
        );
      }),
  );
}

/** Fluentd: `host NAME` and `port N` of the servers below `<match>`. */
export function parseFluentd(text: string): Destination[] {
  const found: (Destination | null)[] = [];
  for (const [, block = ''] of text.matchAll(/<match\b[^>]*>([\s\S]*?)<\/match>/g)) {
    const isTls = /^\s*transport\s+tls\s*$/m.test(block);
    const ports = [...block.matchAll(/^\s*port\s+(\d{1,5})\s*$/gm)].map(([, port]) => Number(port));
    for (const [index, [, host = '']] of [...block.matchAll(/^\s*hosts?\s+(\S+)\s*$/gm)].entries()) {
      found.push(destinationOf(host, isTls ? 'tls' : 'tcp', ports[index] ?? null));
    }
  }
  return destinations(found);
}

const nxlogTransports: Record<string, Destination['transport']> = {
  om_udp: 'udp',
  om_tcp: 'tcp',
  om_ssl: 'tls',
  om_http: 'http',
  om_elasticsearch: 'http',
};

/** NXLog: `<Output NAME>` with `Module om_tcp`, `Host name:port` (or `Port` of its own), `URL`. */
export function parseNxlog(text: string): Destination[] {
  const found: (Destination | null)[] = [];
  for (const [, block = ''] of text.matchAll(/<Output\b[^>]*>([\s\S]*?)<\/Output>/gi)) {
    const lines = block.split('\n').filter((line) => !/^\s*#/.test(line));
    const value = (name: string) =>
      lines
        .map((line) => new RegExp(String.raw`^\s*${name}\s+(\S+)`, 'i').exec(line)?.[1])
        .find((one) => one !== undefined);
    const transport = own(nxlogTransports, value('Module')?.toLowerCase());
    if (transport === undefined) continue;
    const port = Number(value('Port') ?? Number.NaN);
    found.push(
      destinationOf(value('Host') ?? value('URL') ?? '', transport, Number.isInteger(port) ? port : null),
    );
  }
  return destinations(found);
}

/** Wazuh `ossec.conf`: `<client><server><address>…</address><port>…</port>`. */
export function parseOssecServers(text: string): Destination[] {
  const plain = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  const servers = [...plain.matchAll(/<server>([\s\S]*?)<\/server>/g)].map(([, body = '']) => {
    const port = /<port>\s*(\d{1,5})\s*<\/port>/.exec(body)?.[1];
    const address = /<address>\s*([^<\s]+)\s*<\/address>/.exec(body)?.[1] ?? '';
    return destinationOf(address, 'other', port === undefined ? 1514 : Number(port));
  });
  return destinations(servers);
}

/** `status='connected'` in the state file of Wazuh's agent; null where it says nothing. */
export function parseOssecState(text: string): boolean | null {
  const status = /^status='(\w+)'/m.exec(text)?.[1];
  return status === undefined ? null : status === 'connected';
}
