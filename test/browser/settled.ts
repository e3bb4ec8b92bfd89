import type { Page } from 'playwright-core';

/** What has the focus: its label or its words; `nothing` where it is lost, and the next Tab begins at the top. */
export function focusOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'nothing';
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
    return label ?? element.getAttribute('aria-label') ?? element.textContent ?? '';
  });
}

/** Nothing on the page is awaited any more. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main [role="status"] .mantine-Loader-root, main [aria-busy="true"]') === null,
  );
}
