import type { Pem, Place } from './launch.ts';

/** `-www` makes it go on after each connection. The second certificate has options of its own. */
export function opensslArguments(
  settings: readonly string[],
  certificates: readonly Pem[],
  place: Place,
): string[] {
  const own = certificates.flatMap(({ certificate, key }, index) =>
    index === 0 ? ['-cert', certificate, '-key', key] : ['-dcert', certificate, '-dkey', key],
  );
  const pem = own.length > 0 ? own : ['-nocert'];
  return ['s_server', '-accept', `127.0.0.1:${place.port}`, '-www', '-quiet', ...pem, ...settings];
}
