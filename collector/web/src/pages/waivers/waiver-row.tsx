import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ListedWaiver } from '../../../../src/api/assessment-schemas.ts';
import { sessionQuery } from '../../api/queries.ts';
import { useMay } from '../../api/session.ts';
import { useText } from '../../i18n/use-text.ts';
import { Day, Instant } from '../../parts/instant.tsx';
import { ConfirmedButton } from '../../parts/confirmed-button.tsx';
import { DeskRefusal } from '../assessments/desk-refusal.tsx';
import classes from '../assessments/desk.module.css';
import { useDeskSend } from '../../api/use-send.ts';
import type { WaiverState } from './waiver-state.ts';

type Props = { waiver: ListedWaiver; state: WaiverState; system: string };

/** One waiver, with what whoever looks may do about it. */
export function WaiverRow({ waiver, state, system }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const may = useMay();
  const session = useQuery(sessionQuery()).data;
  const { sending, error, send } = useDeskSend();
  const own = waiver.requestedBy.account === `account:${session?.account.name ?? ''}`;
  const isOver = state === 'refused' || state === 'expired';
  const mayRevoke = !isOver && (state === 'waiting' ? own : may('waivers:decide'));
  const decide = (approved: boolean) =>
    void send({ method: 'POST', path: `/waivers/${waiver.id}/decision`, json: { approved } });
  return (
    <tr>
      <th scope="row">
        <Link to="/controls/$id" params={{ id: waiver.control }}>
          {text(waiver.controlTitle)}
        </Link>
        <br />
        <span className={classes.soft}>{system}</span>
      </th>
      <td className={classes.host}>
        {waiver.hostId === null ? (
          t('waivers.everyHost')
        ) : (
          <Link to="/hosts/$id" params={{ id: waiver.hostId }}>
            {waiver.hostName}
          </Link>
        )}
      </td>
      <td className={classes.host}>
        <strong>{t(`waivers.reasons.${waiver.reasonKind}`)}</strong>
        <br />
        {waiver.reason}
      </td>
      <td className={classes.word}>
        <Day on={waiver.expiresOn} />
      </td>
      <td>{t(`waivers.states.${state}`)}</td>
      <td>
        {waiver.requestedBy.name}
        <br />
        <Instant at={waiver.requestedAt} />
        {waiver.decision === null ? null : (
          <>
            <br />
            {t('waivers.decidedBy', { name: waiver.decision.by.name })}
          </>
        )}
      </td>
      <td>
        <div className={classes.buttons}>
          {state === 'waiting' && may('waivers:decide') && !own ? (
            <>
              <Button size="compact-sm" loading={sending} onClick={() => decide(true)}>
                {t('waivers.approve')}
              </Button>
              <Button size="compact-sm" variant="default" loading={sending} onClick={() => decide(false)}>
                {t('waivers.refuse')}
              </Button>
            </>
          ) : null}
          {state === 'waiting' && own ? (
            <span className={classes.soft}>{t('waivers.somebodyElse')}</span>
          ) : null}
          {mayRevoke ? (
            <ConfirmedButton
              label={state === 'waiting' ? t('waivers.takeBack') : t('waivers.revoke')}
              sending={sending}
              act={() => void send({ method: 'DELETE', path: `/waivers/${waiver.id}` })}
            />
          ) : null}
        </div>
        <DeskRefusal error={error} />
      </td>
    </tr>
  );
}
