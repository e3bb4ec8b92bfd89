/** What one scan may take from its host. */
export type ScanLimits = {
  /** Wall clock. */
  deadlineMs: number;
  /** Time of processors, of the scan and of every program it started. */
  maxCpuMs: number;
  /** Resident memory, of the scan and of every program that it runs at one moment. */
  maxRssBytes: number;
  /** JavaScript heap of the scan itself: holds on every system. */
  maxHeapMegabytes: number;
};

/** Several times what the dearest scan of a real machine took. */
export const defaultScanLimits: ScanLimits = {
  deadlineMs: 10 * 60 * 1000,
  maxCpuMs: 120_000,
  maxRssBytes: 768 * 1024 * 1024,
  maxHeapMegabytes: 192,
};

/**
 * What a scan that nobody waits for may use of all processors together: osquery ends an extension that takes more than
 * this for six seconds.
 */
export const gentleCpuShare = 0.05;

/** A scan that goes slowly takes as many times longer. */
export const gentleScanLimits: ScanLimits = { ...defaultScanLimits, deadlineMs: 40 * 60 * 1000 };
