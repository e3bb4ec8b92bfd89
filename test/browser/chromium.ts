import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Why no browser can be started here; null when one can. */
export function chromiumMissing(): string | null {
  if (existsSync(executablePath)) return null;
  return `browser tests skipped: there is no ${executablePath}; install Debian's chromium, or name another with CHROMIUM=PATH`;
}

/**
 * Without the background requests that a browser makes on its own account. Whose certificate a collector of
 * a test has is passed over for the whole browser: passed over for a page alone (`ignoreHTTPSErrors`), every
 * connection is begun anew with the error allowed, and a busy machine has seen one given up after too many
 * (ERR_TOO_MANY_RETRIES).
 */
export function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--ignore-certificate-errors',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
