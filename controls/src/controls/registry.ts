import type { AnyControl } from './define.ts';
import { osPatched } from './os-patched/index.ts';
import { osSupported } from './os-supported/index.ts';
import { timeSynchronized } from './time-synchronized/index.ts';
import { tlsEndpointsStrong } from './tls-endpoints-strong/index.ts';

/** Every control, by id. A test holds it against the folders beside this file. */
export const controls: readonly AnyControl[] = [osPatched, osSupported, timeSynchronized, tlsEndpointsStrong];
