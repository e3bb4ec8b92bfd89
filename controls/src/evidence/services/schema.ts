import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

/** A program that the system starts by itself, or that runs although it is not. */
export const Service = z.strictObject({
  /** As the system calls it: unit, service name or label. */
  name: z.string().check(z.maxLength(200)),
  /** `automatic`: at each start. `on-demand`: when something else needs it. `manual`: by hand. */
  start: z.enum(['automatic', 'on-demand', 'manual']),
  /** Null = not told. */
  running: z.nullable(z.boolean()),
});
export type Service = z.infer<typeof Service>;

/** Services that start by themselves or run; those that do neither are left out. */
export const Services = z.strictObject({
  unread: unreadList,
  container: z.boolean(),
  /** What starts them; `none`: nothing of the kind is there. */
  manager: z.enum(['systemd', 'sysv', 'openrc', 'windows', 'launchd', 'none']),
  services: z.array(Service).check(z.maxLength(400)),
  /** There are more than are listed. */
  truncated: z.boolean(),
});
export type Services = z.infer<typeof Services>;

const maxServices = 400;

/** By name, each once. */
export function listed(services: readonly Service[]): Pick<Services, 'services' | 'truncated'> {
  const sorted = [...new Map(services.map((service) => [service.name, service])).values()].toSorted((a, b) =>
    a.name < b.name ? -1 : a.name > b.name ? 1 : 0,
  );
  return { services: sorted.slice(0, maxServices), truncated: sorted.length > maxServices };
}
