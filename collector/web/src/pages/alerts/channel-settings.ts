import type { ChannelKind, ChannelSettings } from '../../../../src/api/alert-schemas.ts';

export const channelKinds: readonly ChannelKind[] = ['mail', 'teams', 'slack', 'webhook', 'syslog'];

/** What each kind begins with. */
export const begunChannel: { [Kind in ChannelKind]: Extract<ChannelSettings, { kind: Kind }> } = {
  mail: {
    kind: 'mail',
    host: '',
    port: 587,
    security: 'starttls',
    authority: null,
    from: '',
    to: [],
    user: null,
    password: 'stored',
  },
  webhook: { kind: 'webhook', url: '', authority: null },
  teams: { kind: 'teams', authority: null },
  slack: { kind: 'slack', authority: null },
  syslog: {
    kind: 'syslog',
    host: '',
    port: 6514,
    transport: 'tls',
    format: 'cef',
    facility: 13,
    authority: null,
  },
};

/** What the API takes, from the fields of a form; it says itself what it cannot take. */
export function settingsOf(kind: ChannelKind, fields: ReadonlyMap<string, string>): ChannelSettings {
  const field = (name: string) => fields.get(name)?.trim() ?? '';
  const optional = (name: string) => (field(name) === '' ? null : field(name));
  const authority = optional('authority');
  switch (kind) {
    case 'mail':
      return {
        kind,
        host: field('host'),
        port: Number(field('port')),
        security: oneOf(['starttls', 'tls', 'none'], field('security')),
        authority,
        from: field('from'),
        to: field('to')
          .split(/[\s,、]+/)
          .filter((one) => one !== ''),
        user: optional('user'),
        password: oneOf(['stored', 'file'], field('password')),
      };
    case 'webhook':
      return { kind, url: field('url'), authority };
    case 'teams':
    case 'slack':
      return { kind, authority };
    case 'syslog':
      return {
        kind,
        host: field('host'),
        port: Number(field('port')),
        transport: oneOf(['tls', 'tcp', 'udp'], field('transport')),
        format: oneOf(['cef', 'json'], field('format')),
        facility: Number(field('facility')),
        authority,
      };
    default:
      return kind satisfies never;
  }
}

function oneOf<T extends string>(choices: readonly [T, ...T[]], chosen: string): T {
  return choices.find((one) => one === chosen) ?? choices[0];
}
