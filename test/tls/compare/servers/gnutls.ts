import type { Pem, Place } from './launch.ts';

/** It listens on every address and cannot be told otherwise: only for a network of its own. */
export function gnutlsArguments(
  settings: readonly string[],
  certificates: readonly Pem[],
  place: Place,
): string[] {
  const own = certificates.flatMap(({ certificate, key }) =>
    `--x509certfile ${certificate} --x509keyfile ${key}`.split(' '),
  );
  return ['--port', String(place.port), '--http', '--quiet', ...own, ...settings];
}
