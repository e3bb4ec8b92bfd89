import { expect, test } from 'vitest';
import { contactOf } from '../api/views.ts';
import { silentBeforeOf } from './host-page.ts';

test('a host is listed as silent from the same moment on at which it is called silent', () => {
  const now = new Date('2026-11-21T00:00:00.000Z');
  const staleAfterMs = 72 * 3_600_000;
  const silentBefore = silentBeforeOf({ now: () => now, staleAfterMs });
  for (const [ageMs, contact] of [
    [staleAfterMs, 'reporting'],
    [staleAfterMs + 1, 'silent'],
  ] as const) {
    const reportedAt = now.getTime() - ageMs;
    const host = { lastReportAt: new Date(reportedAt).toISOString() };
    expect(contactOf(host, now, staleAfterMs)).toBe(contact);
    expect(reportedAt < silentBefore ? 'silent' : 'reporting').toBe(contact);
  }
});
