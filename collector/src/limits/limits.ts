import { constrainedMemory } from 'node:process';
import { totalmem } from 'node:os';
import { uploadBytes } from './upload-bytes.ts';

/** What a connection takes while its handshake and first request are under way, measured on Node 26. */
const bytesPerConnection = 90 * 1024;

/**
 * Every limit of both ports is in this file; `shared/docs/limits.md` says what each is for, and a test compares the two.
 * Those here follow from the machine and the number of hosts: an operator changes one with `tenken collector run --limit NAME=NUMBER`.
 */
export const defaultLimits = {
  /** Open connections of one port: an eighth of the memory may go into them. */
  connections: Math.min(10_000, Math.max(512, Math.floor(memoryBytes() / 8 / bytesPerConnection))),
  /** Offices share one address behind their gateway; agents do not keep connections. */
  connectionsPerAddress: 512,
  connectionsPerCertificate: 8,
  /** Handshakes at once: more make none of them faster, and each takes a millisecond of the event loop. */
  handshakes: 64,
  handshakesPerAddress: 32,
  /** Connections that wait for their handshake, about 8 kB each. */
  handshakesWaiting: 1024,
  handshakeMs: 10_000,
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 60_000,
  /** Docker kills a collector 10 s after it was asked to end. */
  endingMs: 5000,
  headerBytes: 8 * 1024,
  headers: 64,
  requestsInFlight: 512,
  /** What the bodies under way may unpack to at most; counted before they are read. */
  bytesInFlight: 64 * 1024 * 1024,
  queueReports: 2000,
  queueMs: 1000,
  reportsPerMinute: 6,
  /** The spool of a week, one report an hour, comes at once; then the rate holds. */
  reportsAtOnce: 240,
  retryAfterLeastSeconds: 30,
  retryAfterMostSeconds: 300,
};

export type LimitName = keyof typeof defaultLimits;

/** In the order in which they are told. */
export const limitNames = Object.keys(defaultLimits) as LimitName[];

/** Of the body of a report. They are the same everywhere: what one collector takes, every other one takes too. */
export const bodyLimits = {
  packedBytes: 64 * 1024,
  /** Four times the largest report that an agent makes. */
  bodyBytes: 256 * 1024,
  /** A report packs about 8 to 1; what packs far better is no report. */
  bodyRatio: 40,
  /** A TLS endpoint with its ciphers is the deepest thing in a report: 13 levels. */
  bodyDepth: 16,
  bodyKeys: 20_000,
  /** Members of lists and objects, and the lists and objects themselves. */
  bodyValues: 30_000,
  /** Bytes of one string or key; the longest that a probe gives is a message of 1,000 characters. */
  bodyTextBytes: 16 * 1024,
};

/** Of a file that a person carried here: a report with its request for a certificate and an envelope around it. */
export const carriedFileBytes = bodyLimits.packedBytes + 8 * 1024;

/** Of what people do at the desk: uploads, judging whole systems, and packs. */
export const deskLimits = {
  /** A ledger of 100,000 machines, or a scanned regulation. */
  uploadBytes,
  /** Of a bundle of reference data; larger ones are taken in on the machine itself. */
  feedBundleBytes: 256 * 1024 * 1024,
  uploadsAtOnce: 4,
  /** Assessments that are put together at once: each takes what the processor gives. */
  judgedAtOnce: 2,
  judgedWaiting: 16,
  packsAtOnce: 1,
  /** Lists that are written as CSV at once. */
  listsAtOnce: 3,
  /** A download whose other side takes nothing any more. */
  downloadSilenceMs: 60_000,
  /** Pages that are open and hear of changes; a browser has one for all its windows. */
  watchers: 500,
  watchersPerPerson: 8,
  /** Each of them hears of a subject at most this often. */
  noticeMs: 1000,
  /** So often it is looked whether the session is still good. */
  beatMs: 5000,
};

export type Limits = typeof defaultLimits;

/** Anything between the least and the most: agents that were sent away together must not come back together. */
export function retryAfterSeconds(limits: Limits, random = Math.random()): number {
  const { retryAfterLeastSeconds: least, retryAfterMostSeconds: most } = limits;
  return least + Math.floor(random * Math.max(0, most - least));
}

/** Of the container, where there is one with a limit. */
function memoryBytes(): number {
  const constrained = constrainedMemory();
  return constrained > 0 && constrained < totalmem() ? constrained : totalmem();
}
