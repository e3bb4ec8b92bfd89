import type { HostTarget } from './host-target.ts';

/**
 * The one way from a probe to a machine. A probe asks a Host; which machine answers (this one, one behind SSH,
 * or a recording) is not the probe's business.
 */
export interface Host {
  readonly platform: Platform;

  /**
   * Runs one program with an argument vector: no shell, a fixed C locale, UTF-8, a fixed PATH of system folders
   * (see `run` in the local implementation), stdin closed. A non-zero exit is a result, not an error.
   *
   * @throws {ProbeError} `not-found` (no such program), `permission-denied`, `timeout`, `output-limit`
   */
  run(program: string, args: readonly string[], limits?: RunLimits): Promise<CommandResult>;

  /**
   * Reads a whole file, links followed.
   *
   * @throws {ProbeError} `not-found`, `permission-denied`, `output-limit` (file larger than `maxBytes`, 4 MiB unless told)
   */
  readFile(path: string, options?: { maxBytes?: number; from?: number }): Promise<Uint8Array>;

  /** Names in a folder, sorted by code unit. @throws {ProbeError} `not-found`, `permission-denied` */
  list(path: string): Promise<string[]>;

  /** What a path is, links followed. @throws {ProbeError} `not-found`, `permission-denied` */
  stat(path: string): Promise<FileStatus>;

  /** Target of a symbolic link, as written in it. @throws {ProbeError} `not-found`, `permission-denied` */
  readLink(path: string): Promise<string>;

  /**
   * Values and sub-keys of one Windows registry key, 64-bit view, e.g. `HKLM\\SOFTWARE\\Microsoft`.
   *
   * @throws {ProbeError} `not-found` (no such key), `permission-denied`, `unsupported` (not Windows)
   */
  registry(key: string): Promise<RegistryKey>;

  /**
   * Instances of one CIM class, as plain objects. Instants are ISO strings, 64-bit numbers strings.
   *
   * @throws {ProbeError} `not-found` (no such namespace or class), `permission-denied`, `timeout`, `unsupported`
   */
  cim(query: CimQuery): Promise<readonly CimInstance[]>;

  /**
   * Sends `payload` to one address and reads the answer: over TCP until `enough` says so, the peer closes or a
   * limit is met; over UDP the first datagram that comes back from that address.
   *
   * @throws {ProbeError} `not-found` (refused: nobody listens), `timeout` (no connection), `permission-denied`
   */
  exchange(request: ExchangeRequest): Promise<ExchangeResult>;

  /**
   * What the maker says of this machine, where no file and no class holds it: slow, and answered only by an agent on
   * the machine itself.
   *
   * @throws {ProbeError} `unsupported` (no agent there, or a system that has better sources), `timeout`, `internal`
   */
  hardware(): Promise<HardwareAnswer>;

  /**
   * The servers that somebody named to be measured from this machine, each looked up and checked once: whoever measures
   * them connects to these addresses and asks no resolver again. [] where nobody can name any.
   *
   * @throws {ProbeError} `permission-denied`, `unparsable`: the machine's own list cannot be used
   */
  networkTargets(): Promise<readonly HostTarget[]>;

  /** Unpredictable bytes for cookies and nonces; a recording always answers with the same ones. */
  random(byteCount: number): Uint8Array;

  /** Waits so many milliseconds, where there is somebody to wait for: a recording answers at once. */
  rest?(ms: number): Promise<void>;

  /** The machine's own clock. Recordings answer with the instant of the recording. */
  now(): Date;
}

/** As the library tells it; '' where it knows nothing. */
export type HardwareAnswer = {
  system: { manufacturer: string; model: string; serial: string };
  bios: { vendor: string; version: string };
  /** `cores` are threads, `physicalCores` cores, `processors` sockets. */
  cpu: { manufacturer: string; brand: string; cores: number; physicalCores: number; processors: number };
};

export type Platform = 'linux' | 'windows' | 'macos' | 'network-device';

export const platforms = [
  'linux',
  'windows',
  'macos',
  'network-device',
] as const satisfies readonly Platform[];

/** A computer has an operating system that programs run on; a network device answers commands of its vendor. */
export type MachineClass = 'computer' | 'network-device';

export function machineClass(platform: Platform): MachineClass {
  return platform === 'network-device' ? 'network-device' : 'computer';
}

export type RunLimits = {
  timeoutMs?: number;
  maxOutputBytes?: number;
  /** Others on the host may wait for it to end: an agent that goes slowly lets it run at once. */
  holdsLock?: boolean;
  /** One answer may serve every probe of a scan: what it tells of the whole machine does not change by being asked. */
  isShared?: boolean;
};

export type CommandResult = { exitCode: number; stdout: string; stderr: string };

export type FileStatus = {
  type: 'file' | 'folder' | 'other';
  sizeBytes: number;
  /** Permission bits, e.g. 0o600; 0 on Windows, where they say nothing. */
  mode: number;
  uid: number;
  gid: number;
  modifiedAt: string;
};

export type RegistryValue =
  | { type: 'REG_SZ' | 'REG_EXPAND_SZ'; data: string }
  | { type: 'REG_DWORD'; data: number }
  /** Decimal string: a QWORD does not fit a JSON number. */
  | { type: 'REG_QWORD'; data: string }
  | { type: 'REG_MULTI_SZ'; data: string[] }
  /** Hexadecimal, upper case, two digits a byte. */
  | { type: 'REG_BINARY' | 'REG_NONE'; data: string };

export type RegistryKey = { values: Record<string, RegistryValue>; subkeys: string[] };

export type CimQuery = {
  namespace: string;
  className: string;
  properties: readonly string[];
  /** Methods without effects, called on each instance; the answer's members are added as `Method.Member`. */
  methods?: readonly { name: string; args?: Record<string, number> }[];
  timeoutMs?: number;
};

export type CimInstance = Record<string, string | number | boolean | null | string[] | number[]>;

export type ExchangeRequest = {
  transport: 'tcp' | 'udp';
  address: string;
  port: number;
  /** Stable name of this exchange among those with the same address and port, e.g. `client-hello tls1.2 3`. */
  label: string;
  payload: Uint8Array;
  /**
   * TCP only, in the place of the payload: the connection is opened at once, and this goes out when it is known, null =
   * nothing after all. The time limit counts from then on.
   */
  payloadLater?: Promise<Uint8Array | null>;
  /**
   * TCP only. Called with all bytes so far after each arrival, before `enough`: what to send next, null = nothing.
   * For protocols in which one side waits for the other; at a replay nobody calls it.
   */
  respond?: (received: Uint8Array) => Uint8Array | null;
  /** Called with all bytes so far after each arrival. Without it the peer has to close. */
  enough?: (received: Uint8Array) => boolean;
  /** TCP only. Payload and answer travel inside TLS of the asking machine's own library, which trusts any certificate. */
  secured?: SecuredExchange;
  /** Whole exchange, 5000 unless told. */
  timeoutMs?: number;
  /** 65536 unless told. */
  maxBytes?: number;
};

/** `unsupported` is thrown when the two sides find no TLS that both speak: that says nothing of the server alone. */
export type SecuredExchange = {
  serverName?: string | undefined;
  /** Instead of sending the payload: TLS 1.2 or before, and once it stands the client asks for a second handshake. */
  renegotiate?: boolean;
};

export type ExchangeResult = {
  received: Uint8Array;
  /**
   * Why reading ended: `enough`, the peer closed in order, it reset the connection, or a limit was met. With
   * `renegotiate`: `enough` = the second handshake was made, `closed` = the server said that it makes none.
   */
  ended: 'enough' | 'closed' | 'reset' | 'timeout' | 'limit';
  /** Milliseconds since 1970 by the host's clock, with fractions: when the payload left, when the last byte came. */
  sentAtMs: number;
  receivedAtMs: number;
};

/**
 * Why something could not be read. `not-found` may be a fact (no daemon installed); the others never are.
 * `unsupported`: nobody has written how to read this here. `output-limit`: more came than anybody should send.
 * `resource-limit`: the scan was ended because it took more of the host than it may.
 */
export const probeErrorCodes = [
  'not-found',
  'permission-denied',
  'timeout',
  'output-limit',
  'resource-limit',
  'unparsable',
  'unsupported',
  'internal',
] as const;

export type ProbeErrorCode = (typeof probeErrorCodes)[number];

/** Thrown by a Host or a probe that could not look. `message` is for people and may name paths and programs. */
export class ProbeError extends Error {
  readonly code: ProbeErrorCode;

  constructor(code: ProbeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProbeError';
    this.code = code;
  }
}

export function isProbeError(error: unknown, ...codes: ProbeErrorCode[]): error is ProbeError {
  return error instanceof ProbeError && (codes.length === 0 || codes.includes(error.code));
}
