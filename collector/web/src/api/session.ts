import { useQuery } from '@tanstack/react-query';
import type { Session } from '../../../src/api/people-schemas.ts';
import { sessionQuery } from './queries.ts';

/** Whether the person here may do something; the collector decides again when it is done. */
export function useMay(): (permission: Session['permissions'][number]) => boolean {
  const { data } = useQuery(sessionQuery());
  return (permission) => data?.permissions.includes(permission) ?? false;
}
