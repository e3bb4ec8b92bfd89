import type { Protocol } from './registry/protocols.ts';
import type { Rotation } from './rotation.ts';
import type { ServerFlight } from './wire/server-answer.ts';
import type { ServerHello } from './wire/server-hello.ts';

/** What one protocol version is like on one endpoint. */
export type Enumeration = {
  protocol: Protocol;
  /** True = a handshake went through; false = every suite was refused; null = neither. */
  offered: boolean | null;
  /** The list below is all: no question was left without an answer. */
  complete: boolean;
  /** The answer that settled it, e.g. `alert-70`, or why there is none. */
  answer: string;
  /** In the order in which the server chose. */
  ciphers: number[];
  /** True = the server's order decides, false = the client's, null = fewer than two suites or no clear answer. */
  serverPreference: boolean | null;
  answers: { hello: ServerHello; flight: ServerFlight }[];
  /** What each hello found out while it looked for suites. */
  groups: Rotation;
  schemes: Rotation;
  /** TLS 1.3: it says which group it wants when a hello brings no key. */
  asksForKeys: boolean;
  /** Something above rests on the server having hung up. */
  restsOnHangUps: boolean;
  /** The server reads short hellos only, so most groups and signatures were never offered. */
  isNarrow: boolean;
};
