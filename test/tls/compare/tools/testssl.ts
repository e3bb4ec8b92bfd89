import { allProtocols, emptyProtocols } from '../reading.ts';
import type { ProtocolName, Reading } from '../reading.ts';

/** One object of the JSON file. */
type Finding = { id: string; severity: string; finding: string };

const protocolIds: Record<string, ProtocolName> = {
  SSLv2: 'SSLv2',
  SSLv3: 'SSLv3',
  TLS1: 'TLSv1.0',
  TLS1_1: 'TLSv1.1',
  TLS1_2: 'TLSv1.2',
  TLS1_3: 'TLSv1.3',
};

const suiteIds: Record<string, ProtocolName> = {
  ssl2: 'SSLv2',
  sslv2: 'SSLv2',
  ssl3: 'SSLv3',
  sslv3: 'SSLv3',
  tls1: 'TLSv1.0',
  tls1_1: 'TLSv1.1',
  tls1_2: 'TLSv1.2',
  tls1_3: 'TLSv1.3',
};

const orderIds: Record<string, ProtocolName> = {
  SSLv3: 'SSLv3',
  TLSv1: 'TLSv1.0',
  TLSv1_1: 'TLSv1.1',
  TLSv1_2: 'TLSv1.2',
  TLSv1_3: 'TLSv1.3',
};

export function testsslArguments(port: number, jsonFile: string, starttls?: string): string[] {
  const options = `--quiet --warnings off --color 0 --ip 127.0.0.1 --nodns none --jsonfile ${jsonFile} -p -E -P`;
  const before = starttls === undefined ? [] : ['--starttls', starttls];
  return [...options.split(' '), ...before, `localhost:${port}`];
}

/** Reads the findings of `-p` (protocols), `-E` (suites of each, with their codes) and `-P` (order, by name). */
export function readTestssl(json: string): Reading {
  const findings = JSON.parse(json) as Finding[];
  const protocols = emptyProtocols();
  const set = (name: ProtocolName, told: Partial<Reading['protocols'][ProtocolName]>) => {
    protocols[name] = { ...protocols[name], ...told };
  };
  const codes = new Map<string, number>();
  let whoDecides = '';
  for (const { id, finding } of findings) {
    const protocol = protocolIds[id];
    if (protocol) set(protocol, { offered: offeredBy(finding) });
    const [, version = '', digits = ''] = /^cipher-([a-z]+\d(?:_\d)?)_x([0-9a-f]+)$/.exec(id) ?? [];
    const of = suiteIds[version];
    if (of) {
      const code = Number.parseInt(digits, 16);
      set(of, { suites: [...protocols[of].suites, code] });
      // Both of its names, to read the order by: their codes are in the same line.
      for (const word of finding.split(/\s+/)) codes.set(word, code);
    }
    if (id === 'cipher_order') whoDecides = finding;
  }
  for (const { id, finding } of findings) {
    const of = orderIds[id.replace('cipherorder_', '')];
    if (!id.startsWith('cipherorder_') || !of) continue;
    const order = finding.trim().split(/\s+/);
    set(of, { order: order.map((name) => codes.get(name) ?? Number.NaN) });
  }
  for (const name of allProtocols) set(name, { serverDecides: decides(whoDecides, name) });
  const remarks = findings
    .filter(({ id, severity }) => severity === 'WARN' && id !== 'engine_problem')
    .map(({ id, finding }) => `${id}: ${finding}`);
  return { tool: 'testssl', protocols, remarks };
}

function offeredBy(finding: string): boolean | null {
  if (finding.includes('not offered')) return false;
  return /^offered|^vulnerable with/.test(finding) ? true : null;
}

/** By the words of `cipher_order`; TLS 1.3 is told apart from the rest. */
function decides(words: string, protocol: ProtocolName): boolean | null {
  if (protocol === 'SSLv2') return null;
  const is13 = protocol === 'TLSv1.3';
  if (words === 'server') return true;
  if (words === 'server (TLS 1.3)') return is13 ? true : null;
  if (words === 'server -- TLS 1.3 client determined') return !is13;
  if (words === 'server -- < TLS 1.3 client determined') return is13;
  if (words === 'not a cipher order for TLS 1.3 configured') return is13 ? false : null;
  return words === 'NOT a cipher order configured' ? false : null;
}
