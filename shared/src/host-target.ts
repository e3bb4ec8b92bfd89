import type { StartTlsProtocol, TargetKind } from './network-target.ts';
import type { Text } from './text.ts';

/** Who named a target: the administrator of the host that measures it, or the collector's settings. */
export const targetOrigins = ['host', 'collector'] as const;
export type TargetOrigin = (typeof targetOrigins)[number];

/**
 * Why a target is not measured. `not-allowed`: the collector named an address that only the host's own list may allow;
 * `no-address`: its name has none; `too-many`: more were named than one scan measures; `not-understood`: a line of the
 * host's list is none.
 */
export const targetRefusals = ['not-allowed', 'no-address', 'too-many', 'not-understood'] as const;
export type TargetRefusal = (typeof targetRefusals)[number];

/** A server that a host is to measure, with the one address that was checked; or why it is not measured. */
export type HostTarget = {
  kind: TargetKind;
  /** `HOST:PORT`, or the line that was not understood. */
  target: string;
  origin: TargetOrigin;
} & (
  | {
      address: string;
      port: number;
      startTls: StartTlsProtocol | null;
      serverName: string | null;
      refused: null;
    }
  | { address: null; refused: { reason: TargetRefusal; message: Text } }
);
