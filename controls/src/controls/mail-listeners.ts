import type { ListeningServices, Listener } from '../evidence/listening-services/schema.ts';
import type { MailServer } from '../evidence/mail-server/schema.ts';
import { listenersOfKind } from './other-listeners.ts';

/** What takes mail from other machines: SMTP, its submission, and servers by their programs. */
const mail = {
  ports: [25, 465, 587],
  programs: [
    'exim',
    'sendmail',
    'smtpd',
    'opensmtpd',
    'edgetransport.exe',
    'msexchangefrontendtransport.exe',
  ],
};

/** The program by which Postfix listens, and that by which macOS starts it. */
const ofPostfix = new Set(['master', 'launchd']);

export type TakesMail =
  | { is: 'nobody' | 'not-told'; listeners: Listener[] }
  | { is: 'other'; listeners: Listener[] }
  | { is: 'postfix'; listeners: Listener[]; postfix: NonNullable<MailServer['postfix']> };

/** Who takes mail from the network here, by what listens and what is installed. */
export function whoTakesMail({ installed, postfix }: MailServer, listening: ListeningServices): TakesMail {
  const listeners = listenersOfKind(listening, mail);
  if (listeners.length === 0) return { is: listening.truncated ? 'not-told' : 'nobody', listeners };
  const others = listeners.filter(({ program }) =>
    program === null ? installed.some((product) => product !== 'postfix') : !ofPostfix.has(program),
  );
  if (others.length > 0 || !postfix) return { is: 'other', listeners };
  return { is: 'postfix', listeners, postfix };
}
