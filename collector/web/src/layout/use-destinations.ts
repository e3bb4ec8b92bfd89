import { useRouter } from '@tanstack/react-router';
import type { Session } from '../../../src/api/people-schemas.ts';
import { useMay } from '../api/session.ts';
import { groups } from './destinations.ts';

type Permission = Session['permissions'][number];
export type Group = (typeof groups)[number];

/** The pages that are there and that whoever signed in may open, by group; groups without any are left out, but that of the checklists. */
export function useDestinations(): { id: Group['id']; pages: Group['pages'][number][] }[] {
  const may = useMay();
  const { routesByPath } = useRouter();
  return groups
    .map(({ id, pages }) => ({
      id,
      pages: pages.filter(({ to, needs }) => Object.hasOwn(routesByPath, to) && may(needs as Permission)),
    }))
    .filter(({ id, pages }) => pages.length > 0 || id === 'assess');
}
