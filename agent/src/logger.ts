import { logOptions } from '@tenken/shared';
import { pino } from 'pino';

/** Logs to standard error as JSON lines, each written before the next thing happens. */
export const logger = pino({ ...logOptions, name: 'tenken-agent' }, pino.destination({ fd: 2, sync: true }));
