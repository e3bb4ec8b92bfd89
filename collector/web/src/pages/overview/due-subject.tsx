import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { DueEntry } from '../../../../src/api/result-schemas.ts';
import { FindingLink } from '../../findings/finding-link.tsx';

/** Where one can do something about what ends. */
export function DueSubject({ entry, children }: { entry: DueEntry; children: ReactNode }) {
  const { kind, host } = entry;
  switch (kind) {
    case 'finding':
      return <DueFinding entry={entry}>{children}</DueFinding>;
    case 'waiver':
      return (
        <>
          <Link to="/waivers" search={entry.overdue ? { show: 'all' } : {}}>
            {children}
          </Link>
          {host === null ? null : ` ${host.name}`}
        </>
      );
    case 'plan':
    case 'attestation':
      return <DueAnswer entry={entry}>{children}</DueAnswer>;
    case 'declaration':
      return entry.system === null ? (
        children
      ) : (
        <Link to="/systems/$id" params={{ id: entry.system }}>
          {children}
        </Link>
      );
    case 'feed':
      return <Link to="/feeds">{children}</Link>;
    case 'certificate':
      return host === null ? (
        <Link to="/hosts">{children}</Link>
      ) : (
        <>
          <Link to="/hosts/$id" params={{ id: host.id }}>
            {children}
          </Link>{' '}
          {host.name}
        </>
      );
    default:
      return kind satisfies never;
  }
}

function DueFinding({ entry: { on, control, host }, children }: { entry: DueEntry; children: ReactNode }) {
  if (control === null) return children;
  if (host === null) {
    return (
      <Link to="/findings" search={{ control, until: endOf(on), sort: 'until' }}>
        {children}
      </Link>
    );
  }
  return (
    <>
      <FindingLink finding={{ hostId: host.id, control, variant: 'default' }}>{children}</FindingLink>{' '}
      {host.name}
    </>
  );
}

/** What people said of an item stands on the workbench, as long as there is an assessment of it. */
function DueAnswer({ entry: { assessment, item }, children }: { entry: DueEntry; children: ReactNode }) {
  if (assessment === null || item === null) return <Link to="/assessments">{children}</Link>;
  return (
    <Link to="/assessments/$id" params={{ id: assessment }} search={{ item }}>
      {children}
    </Link>
  );
}

/** The first moment after a day in Japan's time. */
function endOf(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000+09:00`) + 24 * 3_600_000).toISOString();
}
