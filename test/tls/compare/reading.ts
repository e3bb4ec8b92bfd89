import { allProtocols } from '../../../controls/src/evidence/tls/registry/protocols.ts';

export { allProtocols };
export type ProtocolName = (typeof allProtocols)[number];

/** What one tool says of one protocol version. */
export type ProtocolReading = {
  /** Null = the tool does not say. */
  offered: boolean | null;
  /** Code points, in the order in which the tool tells them. */
  suites: readonly number[];
  /** The server's order, code points; null = the tool says that there is none, or does not tell. */
  order: readonly number[] | null;
  /** True = the server's order decides, false = the client's, null = the tool does not tell. */
  serverDecides: boolean | null;
};

export type Reading = {
  tool: 'ours' | 'sslscan' | 'testssl';
  protocols: Record<ProtocolName, ProtocolReading>;
  /** Versions that the tool knows nothing of. */
  unasked?: readonly ProtocolName[];
  /** Lines that the tool prints about trouble; for people. */
  remarks: readonly string[];
};

/** A reading that says nothing yet. */
export function emptyProtocols(): Record<ProtocolName, ProtocolReading> {
  const nothing = { offered: null, suites: [], order: null, serverDecides: null };
  return Object.fromEntries(allProtocols.map((name) => [name, nothing])) as unknown as Record<
    ProtocolName,
    ProtocolReading
  >;
}
