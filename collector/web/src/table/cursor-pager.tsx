import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import partClasses from '../parts/parts.module.css';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Where the pages before this one began; the first began at nothing. */
    trail?: readonly (string | null)[];
  }
}

type Placed = { cursor?: string };

/**
 * Leads through a list whose pages are named by where they begin. A page that somebody was sent knows only its
 * successor and the first.
 */
export function CursorPager({ cursor, next }: { cursor: string | undefined; next: string | null }) {
  const { t } = useTranslation();
  const trail = useLocation({ select: ({ state }) => state.trail ?? [] });
  if (cursor === undefined && next === null) return null;
  const before = trail.at(-1);
  return (
    <nav className={partClasses.pager} aria-label={t('pager.label')}>
      {cursor === undefined ? null : (
        <Link to="." search={(search: Placed) => withCursor(search, null)} state={{ trail: [] }}>
          {t('table.first')}
        </Link>
      )}
      {cursor === undefined || before === undefined ? null : (
        <Link
          to="."
          search={(search: Placed) => withCursor(search, before)}
          state={{ trail: trail.slice(0, -1) }}
        >
          {t('pager.previous')}
        </Link>
      )}
      {next === null ? null : (
        <Link
          to="."
          search={(search: Placed) => withCursor(search, next)}
          state={{ trail: [...trail, cursor ?? null] }}
        >
          {t('pager.next')}
        </Link>
      )}
    </nav>
  );
}

function withCursor(search: Placed, cursor: string | null): Placed {
  const next = { ...search };
  if (cursor === null) delete next.cursor;
  else next.cursor = cursor;
  return next;
}
