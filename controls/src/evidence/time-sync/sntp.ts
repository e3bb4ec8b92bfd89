import { isProbeError } from '@tenken/shared';
import type { ExchangeResult, Host } from '@tenken/shared';
import type { TimeSync } from './schema.ts';

type Measured = NonNullable<TimeSync['measured']>;

const ntpPort = 123;
const sampleCount = 3;
const maxServers = 3;
const timeoutMs = 2000;
/** From 1900-01-01, where NTP counts from, to 1970-01-01. */
const ntpToUnixMs = 2_208_988_800_000;
/** One NTP era: 2^32 seconds. Era 1 starts on 2036-02-07. */
const eraMs = 2 ** 32 * 1000;

/**
 * Asks the configured servers in turn until one gives a usable answer; of its samples the one with the least
 * delay counts. A server that is silent is no failure to look: it gives null.
 */
export async function measure(host: Host, servers: readonly string[]): Promise<Measured | null> {
  for (const server of servers.slice(0, maxServers)) {
    const best = await measureOne(host, server);
    if (best) return { source: server.slice(0, 255), ...best };
  }
  return null;
}

async function measureOne(host: Host, server: string): Promise<Sample | null> {
  let best: Sample | null = null;
  for (let turn = 1; turn <= sampleCount; turn += 1) {
    const cookie = host.random(8);
    const answer = await ask(host, server, cookie, turn);
    if (!answer) return best;
    const sample = parseReply(answer, cookie);
    if (sample && (best === null || sample.delayMs < best.delayMs)) best = sample;
  }
  return best;
}

/** Null when nothing came back: no such name, nobody listens, a packet filter, no route. */
async function ask(
  host: Host,
  server: string,
  cookie: Uint8Array,
  turn: number,
): Promise<ExchangeResult | null> {
  const payload = new Uint8Array(48);
  payload[0] = 0x23;
  payload.set(cookie, 40);
  try {
    const label = `sntp ${turn}`;
    const answer = await host.exchange({
      transport: 'udp',
      address: server,
      port: ntpPort,
      label,
      payload,
      timeoutMs,
    });
    return answer.received.length === 0 ? null : answer;
  } catch (error) {
    // An unresolvable or unroutable name is `internal` here, as the socket reports it.
    if (isProbeError(error)) return null;
    throw error;
  }
}

type Sample = Omit<Measured, 'source'>;

/**
 * One SNTP answer, or null where it must not count: too short, not a server's answer, unsynchronised (leap 3),
 * stratum 0 (Kiss-o'-Death) or above 15, not the answer to our question (the cookie comes back as origin), no
 * transmit time, or times that contradict each other.
 */
export function parseReply(
  answer: Pick<ExchangeResult, 'received' | 'sentAtMs' | 'receivedAtMs'>,
  cookie: Uint8Array,
): Sample | null {
  const { received, sentAtMs, receivedAtMs } = answer;
  if (received.length < 48) return null;
  const [flags = 0, stratum = 0] = received;
  if ((flags & 7) !== 4 || flags >> 6 === 3 || stratum < 1 || stratum > 15) return null;
  for (let index = 0; index < 8; index += 1) if (received[24 + index] !== cookie[index]) return null;
  const view = new DataView(received.buffer, received.byteOffset, received.byteLength);
  if (view.getUint32(40) === 0 && view.getUint32(44) === 0) return null;
  const arrivedAtMs = instant(view, 32, sentAtMs);
  const leftAtMs = instant(view, 40, sentAtMs);
  const delayMs = receivedAtMs - sentAtMs - (leftAtMs - arrivedAtMs);
  if (leftAtMs < arrivedAtMs || delayMs < -1 || !Number.isFinite(delayMs)) return null;
  const offsetMs = -(arrivedAtMs - sentAtMs + (leftAtMs - receivedAtMs)) / 2;
  return { offsetMs: rounded(offsetMs), delayMs: rounded(Math.max(0, delayMs)), stratum };
}

/** An NTP timestamp says nothing about its era: the one nearest to our own clock is meant. */
function instant(view: DataView, at: number, nearMs: number): number {
  const inEra = view.getUint32(at) * 1000 + (view.getUint32(at + 4) / 2 ** 32) * 1000 - ntpToUnixMs;
  return inEra + Math.round((nearMs - inEra) / eraMs) * eraMs;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000 || 0;
}
