/** What holds where a probe sets no limit of its own, on every host alike. */
export const defaultTimeoutMs = 10_000;
export const defaultOutputBytes = 16 * 1024 * 1024;
export const defaultFileBytes = 4 * 1024 * 1024;
