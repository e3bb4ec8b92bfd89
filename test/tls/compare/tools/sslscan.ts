import { SaxesParser } from 'saxes';
import { emptyProtocols } from '../reading.ts';
import type { ProtocolName, Reading } from '../reading.ts';

/** `type` and `version` of a `protocol` element, `sslversion` of a `cipher`. */
const names: Record<string, ProtocolName> = {
  'ssl 2': 'SSLv2',
  'ssl 3': 'SSLv3',
  'tls 1.0': 'TLSv1.0',
  'tls 1.1': 'TLSv1.1',
  'tls 1.2': 'TLSv1.2',
  'tls 1.3': 'TLSv1.3',
  SSLv2: 'SSLv2',
  SSLv3: 'SSLv3',
  'TLSv1.0': 'TLSv1.0',
  'TLSv1.1': 'TLSv1.1',
  'TLSv1.2': 'TLSv1.2',
  'TLSv1.3': 'TLSv1.3',
};

export function sslscanArguments(port: number, starttls?: string): string[] {
  const before = starttls === undefined ? [] : [`--starttls-${starttls}`];
  return ['--no-colour', '--xml=-', '--sni-name=localhost', ...before, `127.0.0.1:${port}`];
}

/**
 * Reads the XML. sslscan offers its suites and takes out what was chosen: its order is the server's where the server
 * has one, else that of sslscan's OpenSSL.
 *
 * @throws {Error} when it is no result of sslscan
 */
export function readSslscan(xml: string): Reading {
  const protocols = emptyProtocols();
  let tests = 0;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'ssltest') tests += 1;
    if (name === 'protocol') {
      const protocol = named(`${attributes.type} ${attributes.version}`);
      protocols[protocol] = { ...protocols[protocol], offered: attributes.enabled === '1' };
    }
    if (name === 'cipher') {
      const protocol = named(`${attributes.sslversion}`);
      const suites = [...protocols[protocol].suites, Number(attributes.id)];
      protocols[protocol] = { ...protocols[protocol], suites };
    }
  });
  const remarks: string[] = [];
  // It ends in the middle of its document when a handshake goes another way than its OpenSSL expects.
  parser.on('error', (error) => remarks.push(error.message));
  parser.write(xml).close();
  if (tests !== 1) throw new Error(`sslscan tested ${tests} servers: ${xml.slice(0, 300)}`);
  return { tool: 'sslscan', protocols, remarks };
}

function named(words: string): ProtocolName {
  const protocol = names[words];
  if (!protocol) throw new Error(`sslscan knows a protocol ${words}`);
  return protocol;
}
