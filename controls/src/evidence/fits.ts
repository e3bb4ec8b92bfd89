import { fittingPorts, fittingServers } from './fitting.ts';
import type { SshEndpoints } from './ssh-endpoints/schema.ts';
import type { SshTargets } from './ssh-targets/schema.ts';
import type { TlsEndpoints } from './tls-endpoints/schema.ts';
import type { TlsTargets } from './tls-targets/schema.ts';

type Fit<Data> = (data: Data, maxBytes: number) => Data;

const tlsEndpoints: Fit<TlsEndpoints> = (data, maxBytes) =>
  fittingPorts(data, maxBytes, ({ tls }) => tls !== null, 'TLS');

const sshEndpoints: Fit<SshEndpoints> = (data, maxBytes) =>
  fittingPorts(data, maxBytes, ({ ssh }) => ssh !== null, 'SSH');

const tlsTargets: Fit<TlsTargets> = ({ targets }, maxBytes) => ({
  targets: fittingServers(
    targets,
    maxBytes,
    ({ tls }) => tls !== null,
    (one) => (one.refused === null ? { ...one, seen: 'left-out', tls: null } : one),
  ),
});

const sshTargets: Fit<SshTargets> = ({ targets }, maxBytes) => ({
  targets: fittingServers(
    targets,
    maxBytes,
    ({ ssh }) => ssh !== null,
    (one) => (one.refused === null ? { ...one, seen: 'left-out', ssh: null } : one),
  ),
});

/**
 * Of kinds with facts of many servers, which together may be larger than a report: the same with what has room in so
 * many bytes of JSON, and with a word of what was left out. Apart from the kinds, because whoever sends a report has
 * none of their probes loaded.
 */
export const fits: ReadonlyMap<string, Fit<Record<string, unknown>>> = new Map(
  Object.entries({
    'tls-endpoints': tlsEndpoints,
    'ssh-endpoints': sshEndpoints,
    'tls-targets': tlsTargets,
    'ssh-targets': sshTargets,
  }) as unknown as [string, Fit<Record<string, unknown>>][],
);
