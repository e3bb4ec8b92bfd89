/** The collector that hosts report to. */
export type Target = {
  /** Of agents. */
  host: string;
  port: number;
  authority: string;
  /** Whether hosts may come from any loopback address: limits count by address. */
  isHere: boolean;
  /** Whether hosts have no network towards it at present. */
  isCutOff: boolean;
  /** Takes it away, in whatever way that can be done. */
  leave: () => Promise<void>;
  comeBack: () => Promise<void>;
};

/** Processor time and memory of an own collector; null where it runs elsewhere. */
export type Costs = {
  collectorCpuMs: number;
  /** Of all processes of the database server; null where the collector has its database in itself. */
  databaseCpuMs: number | null;
  residentBytes: number;
  peakBytes: number;
};

/** What is in the memory of an own collector once its garbage is collected, bytes. */
export type Held = {
  /** Objects of JavaScript and the buffers that they hold. */
  heapBytes: number;
  /** The whole process, as the kernel counts. */
  residentBytes: number;
};
