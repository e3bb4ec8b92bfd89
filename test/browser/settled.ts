import type { Page } from 'playwright-core';

/** Nothing on the page is awaited any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('main [role="status"] .mantine-Loader-root') === null,
  );
}
