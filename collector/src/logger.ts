import { logOptions } from '@tenken/shared';
import { pino } from 'pino';
import type { Logger } from 'pino';

/** Logs to standard error as JSON lines, each written before the next thing happens. */
export function createLogger(level: string): Logger {
  return pino({ ...logOptions, level }, pino.destination({ fd: 2, sync: true }));
}
