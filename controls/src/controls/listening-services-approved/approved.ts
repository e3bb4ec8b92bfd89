import type { Listener } from '../../evidence/listening-services/schema.ts';

/** One declared listener: `tcp/443`, `tcp/443/nginx`, `tcp/49664-49680/svchost.exe`, `udp/dynamic/chronyd`. */
export type Approved = {
  protocol: 'tcp' | 'udp';
  ports: { from: number; to: number } | 'dynamic';
  program: string | null;
};

/** Null = not in the form that is asked for. */
export function parseApproved(text: string): Approved | null {
  const match = /^\s*(tcp|udp)\/(?:(\d{1,5})(?:-(\d{1,5}))?|dynamic)(?:\/(\S.*?))?\s*$/i.exec(text);
  const protocol = match?.[1]?.toLowerCase();
  if (protocol !== 'tcp' && protocol !== 'udp') return null;
  const program = match?.[4]?.toLowerCase() ?? null;
  if (match?.[2] === undefined) return { protocol, ports: 'dynamic', program };
  const from = Number(match[2]);
  const to = Number(match[3] ?? match[2]);
  return from >= 1 && from <= to && to <= 65_535 ? { protocol, ports: { from, to }, program } : null;
}

/** `perhaps`: the port is approved for a program, and which program listens is not told. */
export function approval(listener: Listener, approved: readonly Approved[]): 'yes' | 'perhaps' | 'no' {
  let found: 'perhaps' | 'no' = 'no';
  for (const { protocol, ports, program } of approved) {
    if (protocol !== listener.protocol || !hasPort(listener.port, ports)) continue;
    if (program === null || names(listener).includes(program)) return 'yes';
    if (listener.program === null && listener.service === null) found = 'perhaps';
  }
  return found;
}

function hasPort(port: number | null, ports: Approved['ports']): boolean {
  if (ports === 'dynamic') return port === null;
  return port !== null && port >= ports.from && port <= ports.to;
}

/** The program with and without its ending, and the services in it. */
function names({ program, service }: Listener): string[] {
  const file = program?.toLowerCase() ?? '';
  return [file, file.replace(/\.exe$/, ''), ...(service?.toLowerCase().split(' ') ?? [])].filter(
    (name) => name !== '',
  );
}

export function shownListener({ protocol, port, program, service }: Listener): string {
  const name = service ?? program;
  return `${protocol}/${port ?? 'dynamic'}${name === null ? '' : `/${name}`}`;
}
