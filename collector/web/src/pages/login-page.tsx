import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { AnchorHTMLAttributes, ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { setUpQuery, waysQuery } from '../api/queries.ts';
import { ApiProblem } from '../api/problem.ts';
import { request } from '../api/request.ts';
import { FormProblem } from '../parts/form-problem.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { providerRefusals } from '../router/read-address.ts';
import { CodeField } from '../parts/code-field.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import classes from './entrance.module.css';

const resetCommand = 'tenken account reset-password NAME --remove-second-factor';

/**
 * Asks for name and password, and for the code of an authenticator where one was added.
 *
 * @param hasEnded somebody was at work here until their session ended, and what they typed waits behind this page
 */
export function LoginPage({ hasEnded }: { hasEnded: boolean }): ReactNode {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const ways = useQuery(waysQuery());
  const setUp = useQuery(setUpQuery());
  const refused = providerRefusals.find((why) => why === new URLSearchParams(location.search).get('refused'));
  const [codeNeeded, setCodeNeeded] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget));
    setSending(true);
    setProblem(null);
    try {
      await request({ method: 'POST', path: '/session', json: fields });
      // What was known stays until the answer is there: a page that waits behind this one shows by it what may be typed.
      await queries.refetchQueries({ queryKey: ['/session'] });
      void queries.invalidateQueries();
    } catch (error) {
      const code = error instanceof ApiProblem ? error.code : 'unreachable';
      if (code === 'code-needed') setCodeNeeded(true);
      else setProblem(messageOf(code));
    } finally {
      setSending(false);
    }
  }

  function messageOf(code: string): string {
    if (code === 'sign-in-refused' || code === 'request-invalid') return t('signIn.refused');
    return code === 'too-many-attempts' ? t('signIn.tooMany') : t('signIn.failed');
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <PageHeader
        title={t('signIn.title')}
        lead={setUp.data?.needed === true ? t('signIn.nobodyYet') : t('signIn.lead')}
      />
      {hasEnded ? (
        <p role="alert" className={classes.refused}>
          {t('signIn.ended')}
        </p>
      ) : null}
      {refused === undefined ? null : (
        <p role="alert" className={classes.refused}>
          {t(`signIn.providerRefused.${refused}`)}
        </p>
      )}
      {ways.data?.singleSignOn === true ? (
        <>
          <Button
            renderRoot={({ children, ...props }: AnchorHTMLAttributes<HTMLAnchorElement>) => (
              <a href="/api/v1/session/single-sign-on" {...props}>
                {children}
              </a>
            )}
          >
            {t('signIn.singleSignOn')}
          </Button>
          <p className={classes.or}>{t('signIn.or')}</p>
        </>
      ) : null}
      <TextInput name="name" label={t('signIn.name')} autoComplete="username" required />
      <PasswordField name="password" label={t('signIn.password')} is="current" />
      {codeNeeded ? <CodeField takesFocus /> : null}
      <FormProblem text={problem} />
      <Button
        type="submit"
        loading={sending}
        variant={ways.data?.singleSignOn === true ? 'default' : 'filled'}
      >
        {t('signIn.submit')}
      </Button>
      <details className={classes.forgotten}>
        <summary>{t('signIn.forgotten.title')}</summary>
        <p>{t('signIn.forgotten.ask')}</p>
        <p>{t('signIn.forgotten.command')}</p>
        <code>{resetCommand}</code>
        <p>{t('signIn.forgotten.how')}</p>
      </details>
    </form>
  );
}
