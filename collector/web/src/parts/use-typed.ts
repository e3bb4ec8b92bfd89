import { useQuery } from '@tanstack/react-query';
import type { Installation } from '../../../src/installation.ts';
import { sessionQuery } from '../api/queries.ts';
import { typed } from './typed.ts';

/** Commands as they are typed where the collector that this page is of is installed. */
export function useTyped(): (lines: string) => string {
  const installation = useInstallation();
  return (lines) => typed(installation, lines);
}

export function useInstallation(): Installation {
  // Read where it is known and never asked for: while nobody is signed in, asking would take the form away under its message.
  return useQuery({ ...sessionQuery(), enabled: false }).data?.installation ?? 'checkout';
}
