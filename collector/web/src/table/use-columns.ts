import { useState } from 'react';
import type { Column } from './columns.ts';

/**
 * Which columns somebody sees, kept by this browser.
 *
 * @param list under whose name they are kept
 */
export function useColumns<Row>(list: string, columns: readonly Column<Row>[]) {
  const keptAs = `tenken-columns-${list}`;
  const usual = columns.filter(({ is }) => is !== 'extra').map(({ id }) => id);
  const [chosen, setChosen] = useState(() => kept(keptAs) ?? usual);
  const shown = columns.filter(({ id, is }) => is === 'heading' || chosen.includes(id));
  return { shown, toggle, reset };

  function toggle(id: string): void {
    const next = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    setChosen(next);
    keep(keptAs, next);
  }

  function reset(): void {
    setChosen(usual);
    keep(keptAs, null);
  }
}

function kept(name: string): string[] | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? 'null');
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string') : null;
  } catch {
    return null;
  }
}

function keep(name: string, ids: readonly string[] | null): void {
  try {
    if (ids === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(ids));
  } catch {
    // A browser that keeps nothing (private window, policy) shows the choice until the page is left.
  }
}
