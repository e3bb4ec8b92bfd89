import type { ChannelSettings } from '../../../../src/api/alert-schemas.ts';
import { MailFields } from './mail-fields.tsx';
import { SyslogFields } from './syslog-fields.tsx';
import { ChatFields, WebhookFields } from './web-fields.tsx';

type Props = { settings: ChannelSettings; hasSecret: boolean };

/** The fields of one kind of channel. */
export function ChannelFields({ settings, hasSecret }: Props) {
  switch (settings.kind) {
    case 'mail':
      return <MailFields settings={settings} hasSecret={hasSecret} />;
    case 'webhook':
      return <WebhookFields settings={settings} hasSecret={hasSecret} />;
    case 'teams':
    case 'slack':
      return <ChatFields hasSecret={hasSecret} />;
    case 'syslog':
      return <SyslogFields settings={settings} />;
    default:
      return settings satisfies never;
  }
}
