import type { Pem, Place } from './launch.ts';

/** stunnel in front of a port that nobody listens on: the handshake is all that is looked at. */
export function stunnelFile(settings: readonly string[], certificates: readonly Pem[], place: Place): string {
  const [own] = certificates;
  return `
foreground = yes
pid =
debug = err
[compare]
accept = 127.0.0.1:${place.port}
connect = 127.0.0.1:9
cert = ${own?.certificate ?? ''}
key = ${own?.key ?? ''}
${settings.join('\n')}
`;
}
