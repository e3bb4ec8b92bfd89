import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Finding } from '../../../src/api/schemas.ts';

/** To all that is known of one finding. */
export function FindingLink({
  finding: { hostId, control, variant },
  children,
}: {
  finding: Pick<Finding, 'hostId' | 'control' | 'variant'>;
  children: ReactNode;
}) {
  return (
    <Link
      to="/findings/$host/$control"
      params={{ host: hostId, control }}
      search={variant === 'default' ? {} : { variant }}
    >
      {children}
    </Link>
  );
}
