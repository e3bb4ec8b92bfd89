import { setFlagsFromString } from 'node:v8';

/**
 * What lives long may grow to four times its size before all of it is looked through. V8 begins with that as soon as there
 * is less room left than new objects may take, and beside the 80 MB of a collector that is nearly always: a sixth of what a
 * report costs went into looking through controls and schemas that never go.
 */
const growth = '--heap-growing-percent=300';

/**
 * New objects begin among the young ones. Where most of a kind had lived for long, V8 makes the next ones among the old
 * ones at once, which only the look through the whole heap frees again: bodies of reports, with the bytes they stand in.
 */
const youngFirst = '--no-allocation-site-pretenuring';

/**
 * Short buffers are cut from one of this many bytes, which stays for as long as any of them: Node's unpacker keeps its last
 * piece until V8 looks through the whole heap, and with Node's own 64 kB each report left half of one behind. 64 MB of
 * buffers make V8 look.
 */
const poolBytes = 8 * 1024;

/** Keeps V8 from looking through the whole heap every thousand reports. */
export function letHeapGrow(): void {
  setFlagsFromString(growth);
  setFlagsFromString(youngFirst);
  Buffer.poolSize = poolBytes;
}
