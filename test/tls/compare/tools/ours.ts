import { LocalHost } from '../../../../agent/src/hosts/local.ts';
import { examineEndpoint } from '../../../../controls/src/evidence/tls/examine.ts';
import { allProtocols, emptyProtocols } from '../reading.ts';
import type { Reading } from '../reading.ts';
import type { Row } from '../row.ts';

const timeoutMs = 60_000;

/** What our own engine says. */
export async function readOurs(port: number, starttls: Row['starttls']): Promise<Reading> {
  const target = {
    address: '127.0.0.1',
    port,
    serverName: 'localhost',
    ...(starttls === undefined ? {} : { startTls: starttls }),
  };
  const { seen, tls } = await examineEndpoint(new LocalHost(), target, { parallelConnections: 5, timeoutMs });
  const protocols = emptyProtocols();
  const remarks = seen === 'tls' ? [] : [`seen: ${seen}`];
  const asked = new Set(tls?.protocols.map(({ protocol }) => protocol));
  const unasked = tls ? allProtocols.filter((name) => !asked.has(name)) : [];
  for (const name of unasked) remarks.push(`${name} is not asked for`);
  for (const { protocol, offered, complete, answer, ciphers, serverPreference } of tls?.protocols ?? []) {
    const suites = ciphers.map(({ id }) => Number(id));
    if (!complete) remarks.push(`${protocol} is not complete: ${answer}`);
    protocols[protocol] = {
      offered,
      suites,
      serverDecides: serverPreference,
      order: serverPreference === true ? suites : null,
    };
  }
  return { tool: 'ours', protocols, unasked, remarks };
}
