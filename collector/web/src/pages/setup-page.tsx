import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode, SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import { setUpQuery } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { textField } from '../format/text-field.ts';
import { FormProblem } from '../parts/form-problem.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHeader } from '../parts/page-header.tsx';
import { PasswordField } from '../parts/password-field.tsx';
import classes from './entrance.module.css';
import { forgetSetUpCode, setUpCodeIn, takeSetUpCode } from './set-up-code.ts';
import { SetUpDone } from './set-up-done.tsx';

/** The way to the first administrator, as long as there is none. */
export function SetupPage(): ReactNode {
  const query = useQuery(setUpQuery());
  return (
    <Loaded query={query} what="page">
      {({ needed }) => (needed ? <FirstAdministrator /> : <SetUpDone signedIn={false} />)}
    </Loaded>
  );
}

/** Makes the first administrator, who has seen the console. */
function FirstAdministrator(): ReactNode {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const [code] = useState(takeSetUpCode);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const { repeated, ...fields } = Object.fromEntries(typed);
    if (repeated !== fields['password']) {
      setProblem(t('setUp.different'));
      return;
    }
    setSending(true);
    setProblem(null);
    try {
      await request({
        method: 'POST',
        path: '/setup',
        json: { ...fields, code: setUpCodeIn(textField(typed, 'code')) },
      });
      forgetSetUpCode();
      // A new page: nothing of the code stays in memory.
      location.replace('/start');
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'setup-code-refused') forgetSetUpCode();
      setProblem(messageOf(error instanceof ApiProblem ? error.code : 'unreachable'));
      setSending(false);
    }
  }

  function messageOf(refusal: string): string {
    switch (refusal) {
      case 'setup-code-refused':
        return t('setUp.codeRefused');
      case 'password-weak':
        return t('setUp.weak');
      case 'request-invalid':
        return t('setUp.invalid');
      case 'too-many-attempts':
        return t('signIn.tooMany');
      default:
        return t('signIn.failed');
    }
  }

  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <PageHeader title={t('setUp.title')} lead={t('setUp.lead')} />
      <TextInput
        name="code"
        label={t('setUp.code')}
        description={t('setUp.codeHint')}
        defaultValue={code}
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        required
      />
      <TextInput
        name="name"
        label={t('signIn.name')}
        description={t('setUp.nameHint')}
        autoComplete="username"
        required
      />
      <TextInput
        name="displayName"
        label={t('accounts.displayName')}
        description={t('setUp.displayNameHint')}
        autoComplete="name"
        maxLength={100}
        required
      />
      <PasswordField
        name="password"
        label={t('signIn.password')}
        description={t('setUp.passwordHint')}
        is="new"
      />
      <PasswordField name="repeated" label={t('setUp.repeated')} is="new" />
      <FormProblem text={problem} />
      <Button type="submit" loading={sending}>
        {t('setUp.submit')}
      </Button>
    </form>
  );
}
