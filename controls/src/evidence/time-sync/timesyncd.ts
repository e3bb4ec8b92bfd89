import type { ClientState, TimeSync } from './schema.ts';

/**
 * `timedatectl show-timesync --all`, one `Name=value` per line. Which server answered is in ServerName; the other
 * lists are what it may turn to.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/timedatectl.html
 */
export function parseShowTimesync(
  output: string,
): Pick<ClientState, 'stratum' | 'sources'> & { answered: boolean } {
  const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1]?.trim() ?? '';
  const message = value('NTPMessage');
  const told = (name: string) => new RegExp(`\\b${name}=(\\d{1,9})\\b`).exec(message)?.[1];
  const stratum = told('Stratum');
  // Leap=3 is a server that follows nothing itself; timesyncd ignores its answers.
  const answered = Number(told('PacketCount') ?? 0) > 0 && told('Leap') !== '3';
  const current = value('ServerName') || value('ServerAddress');
  const configured = ['SystemNTPServers', 'RuntimeNTPServers', 'LinkNTPServers'].flatMap((name) =>
    words(value(name)),
  );
  const known = configured.length > 0 ? configured : words(value('FallbackNTPServers'));
  const names = [...new Set(current === '' ? known : [current, ...known])];
  const sources: TimeSync['sources'] = names.slice(0, 100).map((name) => ({
    name: name.slice(0, 255),
    type: 'server',
    selected: name === current,
    reachable: name === current ? answered : null,
    stratum: name === current && stratum !== undefined ? Number(stratum) : null,
  }));
  return { answered, stratum: stratum === undefined ? null : Number(stratum), sources };
}

/** `timedatectl show`: the kernel's flag, which outlives the client by hours. Null where the line is missing. */
export function parseKernelSynchronized(output: string): boolean | null {
  const value = /^NTPSynchronized=(yes|no)\r?$/m.exec(output)?.[1];
  return value === undefined ? null : value === 'yes';
}

function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
