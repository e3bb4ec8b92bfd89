import type { ChannelInput, ChannelSettings } from '../api/alert-schemas.ts';
import { Refusal } from '../ingest/refusal.ts';
import type { Channel } from '../store/alerts/alert-repository.ts';
import { isAuthority } from './sending/trust.ts';

const shortestKey = 16;

/**
 * A channel as it is stored. A secret that is kept goes where it went before and nowhere else: whoever may change channels
 * may not learn it by sending it to a server of their own.
 *
 * @param before null for a new one
 *
 * @throws {Refusal} 400
 */
export function checkedChannel(
  id: string,
  { name, settings: given, secret }: ChannelInput,
  before: Channel | null,
  alerts: { seal: (secret: string, channelId: string) => string },
): Channel {
  if (given.authority !== null && !isAuthority(given.authority)) {
    throw wrong(
      'The authority has to be one or several certificates as PEM (-----BEGIN CERTIFICATE-----).',
      'authority',
    );
  }
  const settings = withOrigin(given, secret, before);
  if (settings.kind === 'webhook') httpsAddress(settings.url, 'url');
  if (settings.kind === 'mail' && settings.security === 'none' && settings.user !== null) {
    throw wrong(
      'Without TLS no password is sent. Choose STARTTLS or TLS, or leave the user name out.',
      'user',
    );
  }
  if (!takesSecret(settings)) return { id, name, settings, secret: null };
  if (secret !== undefined) {
    if (settings.kind === 'webhook' && secret.length < shortestKey) {
      throw wrong(`The key of the signature needs ${shortestKey} characters or more.`, 'secret');
    }
    return { id, name, settings, secret: alerts.seal(secret, id) };
  }
  if (before?.secret && targetOf(before.settings) === targetOf(settings)) {
    return { id, name, settings, secret: before.secret };
  }
  if (settings.kind === 'webhook' && !before?.secret) return { id, name, settings, secret: null };
  throw new Refusal(
    400,
    'alert-secret-needed',
    'The destination is another one, or has no secret yet: enter the password, key or address again.',
  );
}

/** The address of a chat's webhook is its secret; people see where it leads. */
function withOrigin(
  settings: ChannelSettings,
  secret: string | undefined,
  before: Channel | null,
): ChannelSettings {
  if (settings.kind !== 'teams' && settings.kind !== 'slack') return settings;
  const { origin: _given, ...rest } = settings;
  if (secret !== undefined) return { ...rest, origin: httpsAddress(secret, 'secret').origin };
  const known = before?.settings.kind === settings.kind ? before.settings.origin : undefined;
  return known === undefined ? rest : { ...rest, origin: known };
}

function takesSecret(settings: ChannelSettings): boolean {
  if (settings.kind === 'syslog') return false;
  return settings.kind !== 'mail' || (settings.user !== null && settings.password === 'stored');
}

/** What a kept secret is bound to. */
function targetOf(settings: ChannelSettings): string {
  switch (settings.kind) {
    case 'mail':
      return JSON.stringify([
        'mail',
        settings.host.toLowerCase(),
        settings.port,
        settings.security,
        settings.authority,
        settings.user,
      ]);
    case 'webhook':
      return JSON.stringify(['webhook', new URL(settings.url).origin, settings.authority]);
    case 'teams':
    case 'slack':
      return JSON.stringify([settings.kind, settings.origin, settings.authority]);
    case 'syslog':
      return 'syslog';
    default:
      return settings satisfies never;
  }
}

function httpsAddress(text: string, field: Field): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw wrong('The address has to begin with https:// and hold no user name.', field);
  }
  return url;
}

/** Where in a channel something is wrong. */
type Field = 'authority' | 'url' | 'user' | 'secret';

function wrong(detail: string, field: Field): Refusal {
  const place = field === 'secret' ? '/secret' : `/settings/${field}`;
  return new Refusal(400, 'alert-channel-invalid', detail, null, { field: place });
}
