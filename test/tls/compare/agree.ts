import { allProtocols } from './reading.ts';
import type { ProtocolName, ProtocolReading, Reading } from './reading.ts';

/**
 * `differs`: sslscan and testssl say the same, ours something else. `sees-more`: as well, but the server accepts each suite
 * that only we name, as its answer to a hello with that suite alone shows. `tools-disagree`: they do not say the same, or
 * one of them says nothing; ours is beside them to be explained.
 */
export type Verdict = 'equal' | 'sees-more' | 'differs' | 'tools-disagree';

const notTold = 'not told';

/** One question about one protocol version. */
export type Agreement = {
  protocol: ProtocolName;
  about: 'protocol' | 'suites' | 'order';
  verdict: Verdict;
  ours: string;
  sslscan: string;
  testssl: string;
  /** Suites that not all of them name: whose bytes settle it. */
  disputed: readonly number[];
};

/** Compares by code point; names differ between tools. Without testssl, sslscan alone has to be equal. */
export function agreements(ours: Reading, sslscan: Reading, testssl: Reading | null): Agreement[] {
  return allProtocols.flatMap((protocol) => {
    const [a, b] = [ours.protocols[protocol], sslscan.protocols[protocol]];
    const c = testssl?.protocols[protocol] ?? b;
    // Told apart from a version that we asked for in vain: a reading says so in its remarks.
    if (ours.unasked?.includes(protocol)) return [];
    return [offered(protocol, a, b, c), ...suites(protocol, a, b, c), ...order(protocol, a, b, c)];
  });
}

/** What differs only because the tools are blind. @param accepts the server accepts a hello with that suite alone */
export function withProof(
  found: readonly Agreement[],
  accepts: (protocol: ProtocolName, suite: number) => boolean,
): Agreement[] {
  const proven = new Set(
    found
      .filter(({ about, verdict }) => about === 'suites' && verdict === 'differs')
      .filter(({ protocol, ours, disputed }) =>
        disputed.every((code) => ours.split(' ').includes(hex(code)) && accepts(protocol, code)),
      )
      .map(({ protocol }) => protocol),
  );
  return found.map((one) =>
    one.verdict === 'differs' && proven.has(one.protocol) ? { ...one, verdict: 'sees-more' } : one,
  );
}

function offered(
  protocol: ProtocolName,
  ours: ProtocolReading,
  sslscan: ProtocolReading,
  testssl: ProtocolReading,
): Agreement {
  return judged(protocol, 'protocol', [ours, sslscan, testssl].map(said), []);
}

function suites(
  protocol: ProtocolName,
  ...readings: [ProtocolReading, ProtocolReading, ProtocolReading]
): Agreement[] {
  // The suites of SSL 2.0 are chosen by the client: only that they are there is compared.
  if (readings.every(({ suites: codes }) => codes.length === 0)) return [];
  const sets = readings.map(({ suites: codes }) => new Set(codes));
  const all = [...new Set(readings.flatMap(({ suites: codes }) => codes))];
  const disputed = all.filter((code) => sets.some((set) => !set.has(code)));
  return [
    judged(
      protocol,
      'suites',
      readings.map(({ suites: codes }) => list(codes.toSorted((a, b) => a - b))),
      disputed,
    ),
  ];
}

function order(
  protocol: ProtocolName,
  ours: ProtocolReading,
  sslscan: ProtocolReading,
  testssl: ProtocolReading,
): Agreement[] {
  const most = Math.max(...[ours, sslscan, testssl].map(({ suites: codes }) => codes.length));
  if (most < 2) return [];
  // sslscan asks in one order only: whether the server has one is testssl's to say.
  if (testssl.serverDecides === true && testssl.order) {
    return [judged(protocol, 'order', [orderSaid(ours), list(sslscan.suites), list(testssl.order)], [])];
  }
  if (testssl.serverDecides === false) {
    return [judged(protocol, 'order', [orderSaid(ours), orderSaid(testssl), orderSaid(testssl)], [])];
  }
  // Nobody but us tells whose order it is: when we say the server's, it is the one that sslscan met.
  if (ours.serverDecides !== true || ours.suites.length !== sslscan.suites.length) return [];
  const met = list(sslscan.suites);
  return [judged(protocol, 'order', [orderSaid(ours), met, met], [])];
}

function judged(
  protocol: ProtocolName,
  about: Agreement['about'],
  words: readonly string[],
  disputed: readonly number[],
): Agreement {
  const [ours = '', sslscan = '', testssl = ''] = words;
  const agree = sslscan === testssl && sslscan !== notTold;
  const verdict = agree ? (ours === sslscan ? 'equal' : 'differs') : 'tools-disagree';
  return { protocol, about, verdict, ours, sslscan, testssl, disputed };
}

function said({ offered: is }: ProtocolReading): string {
  return is === null ? notTold : is ? 'offered' : 'not offered';
}

function orderSaid({ serverDecides, order: codes }: ProtocolReading): string {
  if (serverDecides === null) return notTold;
  return serverDecides ? list(codes ?? []) : "the client's";
}

function list(codes: readonly number[]): string {
  return codes.map(hex).join(' ');
}

function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}
