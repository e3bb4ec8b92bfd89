/** One parser of what comes from a host or over the wire, and what it is fed with. */
export type FuzzTarget = {
  name: string;
  /** Takes one input; throws only what is a fault. */
  run: (input: Buffer) => unknown;
  /** Real inputs, from which the others are made. */
  seeds: () => readonly Buffer[];
  /** Whether inputs are JSON, so that members are changed and not only bytes. */
  json?: boolean;
  /** Share of the time compared with a small parser: 1 unless told. */
  weight?: number;
  /** Words the code looks for. */
  words?: readonly string[];
  maxBytes?: number;
};
