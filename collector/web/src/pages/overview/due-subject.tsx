import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DueEntry } from '../../../../src/api/result-schemas.ts';
import { FindingLink } from '../../findings/finding-link.tsx';

/** Where one can do something about what ends. */
export function DueSubject({
  entry: { on, control, host, checklist, item },
  children,
}: {
  entry: DueEntry;
  children: ReactNode;
}) {
  if (control !== null && host !== null) {
    return (
      <>
        <FindingLink finding={{ hostId: host.id, control, variant: 'default' }}>{children}</FindingLink>{' '}
        {host.name}
      </>
    );
  }
  if (control !== null) {
    return (
      <Link to="/findings" search={{ control, until: endOf(on), sort: 'until' }}>
        {children}
      </Link>
    );
  }
  if (host !== null) {
    return (
      <>
        <Link to="/hosts/$id" params={{ id: host.id }}>
          {children}
        </Link>{' '}
        {host.name}
      </>
    );
  }
  if (checklist !== null && item !== null) {
    return (
      <Link to="/checklists/$id/items/$item" params={{ id: checklist, item }}>
        {children}
      </Link>
    );
  }
  return children;
}

/** The first moment after a day in Japan's time. */
function endOf(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000+09:00`) + 24 * 3_600_000).toISOString();
}
