import { recordedRandom } from '@tenken/shared';
import type { ExchangeRequest, ExchangeResult, Host } from '@tenken/shared';
import {
  ByteReader,
  concat,
  uint16,
  uint24,
  uint8,
  vector16,
  vector8,
} from '../../controls/src/evidence/tls/wire/bytes.ts';

/** What one ClientHello says, as a server reads it. */
export type Hello = {
  label: string;
  byteCount: number;
  /** The highest version it offers. */
  version: number;
  ciphers: number[];
  /** Null = no such extension. */
  groups: number[] | null;
  schemes: number[] | null;
  /** Groups of the keys in it. */
  keyShares: number[] | null;
  extensions: number[];
};

export type ModelAnswer = Pick<ExchangeResult, 'ended'> & { received: Uint8Array };

/** What a server does with a hello; the number counts its connections from 1. */
export type Model = (hello: Hello, connection: number) => ModelAnswer;

export const none = new Uint8Array();
export const reset: ModelAnswer = { ended: 'reset', received: none };
export const silent: ModelAnswer = { ended: 'timeout', received: none };

export function alert(code: number): ModelAnswer {
  return { ended: 'enough', received: Uint8Array.of(21, 3, 3, 0, 2, 2, code) };
}

const message = (type: number, body: Uint8Array) => concat(uint8(type), uint24(body.length), body);
const record = (type: number, body: Uint8Array) => concat(uint8(type), uint16(0x0303), vector16(body));

export type Chosen = {
  cipher: number;
  version?: number;
  /** Of ECDHE; TLS 1.3: of the HelloRetryRequest. */
  group?: number;
  /** Bits of DHE. */
  dhBits?: number;
  scheme?: number;
};

/** ServerHello alone. */
export function serverHello({ cipher, version = 0x0303, group = 0x17 }: Chosen): Uint8Array {
  const is13 = version === 0x0304;
  const random = is13
    ? Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex')
    : new Uint8Array(32);
  const extensions = is13
    ? vector16(concat(uint16(43), vector16(uint16(0x0304)), uint16(51), vector16(uint16(group))))
    : none;
  const wire = is13 ? 0x0303 : version;
  return message(2, concat(uint16(wire), random, vector8(), uint16(cipher), uint8(0), extensions));
}

/** Everything up to ServerHelloDone; TLS 1.3: a HelloRetryRequest. */
export function accepts(chosen: Chosen): ModelAnswer {
  const { version = 0x0303, group, dhBits, scheme = 0x0401 } = chosen;
  const flight = [serverHello(chosen)];
  if (version < 0x0304) {
    const signature = version === 0x0303 ? concat(uint16(scheme), vector16(new Uint8Array(8))) : none;
    if (dhBits !== undefined) {
      const prime = new Uint8Array(dhBits / 8).fill(0xff);
      flight.push(
        message(12, concat(vector16(prime), vector16(uint8(2)), vector16(prime.fill(0xff)), signature)),
      );
    } else if (group !== undefined) {
      flight.push(message(12, concat(uint8(3), uint16(group), vector8(uint8(4)), signature)));
    }
    flight.push(message(14, none));
  }
  return { ended: 'enough', received: record(22, concat(...flight)) };
}

/** ServerHello and then a fatal alert. */
export function choosesAndFails(chosen: Chosen, code: number): ModelAnswer {
  return {
    ended: 'enough',
    received: concat(record(22, serverHello(chosen)), alert(code).received),
  };
}

/** What a server of TLS 1.2 with these suites, in its order, answers. */
export function tls12(hello: Hello, ciphers: readonly number[], chosen: Partial<Chosen> = {}): ModelAnswer {
  if (hello.version !== 0x0303) return alert(70);
  const cipher = ciphers.find((one) => hello.ciphers.includes(one));
  return cipher === undefined ? alert(40) : accepts({ cipher, ...chosen });
}

/** Null = no ClientHello of TLS. */
export function readHello(label: string, payload: Uint8Array): Hello | null {
  if (payload[0] !== 22) return null;
  const reader = new ByteReader(payload.subarray(9));
  const hello: Hello = {
    label,
    byteCount: payload.length,
    version: reader.uint(2),
    ciphers: [],
    groups: null,
    schemes: null,
    keyShares: null,
    extensions: [],
  };
  reader.take(32);
  reader.vector(1);
  hello.ciphers = codes(new ByteReader(reader.vector(2)));
  reader.vector(1);
  if (reader.left === 0) return hello;
  const extensions = new ByteReader(reader.vector(2));
  while (extensions.left > 0) {
    const type = extensions.uint(2);
    const value = new ByteReader(extensions.vector(2));
    hello.extensions.push(type);
    if (type === 10) hello.groups = codes(new ByteReader(value.vector(2)));
    if (type === 13) hello.schemes = codes(new ByteReader(value.vector(2)));
    if (type === 43) hello.version = Math.max(...codes(new ByteReader(value.vector(1))));
    if (type !== 51) continue;
    const shares = new ByteReader(value.vector(2));
    hello.keyShares = [];
    while (shares.left > 0) {
      hello.keyShares.push(shares.uint(2));
      shares.vector(2);
    }
  }
  return hello;
}

function codes(reader: ByteReader): number[] {
  const list: number[] = [];
  while (reader.left > 0) list.push(reader.uint(2));
  return list;
}

export const modelTime = Date.parse('2026-11-21T07:45:00.000Z');

/** A machine whose network has one server; the clock stands still unless told. */
export function hostWith(
  model: Model,
  other: (request: ExchangeRequest) => ModelAnswer = () => silent,
  clock: () => number = () => modelTime,
): Host {
  let connections = 0;
  const exchange = async (request: ExchangeRequest): Promise<ExchangeResult> => {
    connections += 1;
    const hello = request.secured ? null : readHello(request.label, request.payload);
    const answer = hello === null ? other(request) : model(hello, connections);
    return { ...answer, sentAtMs: 0, receivedAtMs: 0 };
  };
  return {
    platform: 'linux',
    exchange,
    random: recordedRandom,
    now: () => new Date(clock()),
  } as unknown as Host;
}

/** Nobody has to wait for a clock that stands still. */
export const rest = () => Promise.resolve();
