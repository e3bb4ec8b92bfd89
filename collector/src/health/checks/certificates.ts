import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { HealthFacts } from '../facts.ts';
import type { HealthRule } from '../check.ts';
import { days, moment } from '../figures.ts';

type What = HealthFacts['certificates'][number]['what'];

const names: Record<What, Text> = {
  page: text('ページの証明書', "the page's certificate"),
  agents: text('エージェント用ポートの証明書', "the certificate of the agents' port"),
  authority: text('認証局', 'the authority'),
};

/** Own certificates are renewed a month before their end; a given one, and the authority, need a person, who needs time. */
const warnDays: Record<What, number> = { page: 21, agents: 21, authority: 180 };

export const certificates: HealthRule = ({ certificates: known, running, now }) => {
  const title = text('証明書の期限', 'Ends of certificates');
  const id = 'certificates';
  const problem = running?.certificateProblem ?? null;
  const left = known.map((one) => ({ ...one, daysLeft: days(one.notAfterAt - now.getTime()) }));
  const ending = left.filter(({ what, daysLeft }) => daysLeft < warnDays[what]);
  const isBad = ending.some(({ daysLeft }) => daysLeft < 3);
  const observed = Object.fromEntries([
    ...left.map(({ what, notAfterAt }) => [`${what}EndsAt`, new Date(notAfterAt).toISOString()]),
    ['problem', problem],
  ]) as Record<string, string | null>;
  const listed = (language: 'ja' | 'en') =>
    (ending.length > 0 ? ending : left)
      .map(({ what, notAfterAt }) => `${names[what][language]} ${moment(notAfterAt)}`)
      .join(language === 'ja' ? '、' : ', ');
  if (left.length === 0) {
    const nothing = text('期限を読み取れません。', 'No end of a certificate can be read.');
    return { id, title, state: 'unknown', detail: nothing, action: null, observed };
  }
  const detail = text(
    `期限: ${listed('ja')}。${problem === null ? '' : `新しいファイルは使えません: ${problem}`}`,
    `They end: ${listed('en')}.${problem === null ? '' : ` The newer files are not used: ${problem}`}`,
  );
  return {
    id,
    title,
    state: isBad ? 'problem' : ending.length > 0 || problem !== null ? 'warning' : 'ok',
    detail,
    action:
      ending.length > 0 || problem !== null
        ? text(
            '--tls-cert と --tls-key のファイルを新しいものに替えてください（1分以内に読み直します）。認証局の交換は deploy/authority.md にあります。',
            'Put newer files in the place of --tls-cert and --tls-key; they are read within a minute. deploy/authority.md says how to change the authority.',
          )
        : null,
    observed,
  };
};
