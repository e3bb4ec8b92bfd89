import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Command } from '../../parts/command.tsx';
import { CommandBlock } from '../../parts/command-block.tsx';
import classes from './add-host.module.css';
import {
  addressPattern,
  gatewayCommand,
  gatewayRunCommand,
  targetOf,
  trialCommand,
  userPattern,
} from './commands.ts';
import type { Place } from './commands.ts';

/** A machine that takes no agent: another one signs in to it and reports for it. */
export function SshSteps({ missing, place }: { missing: string | null; place: Place }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const [user, setUser] = useState('');
  const target = targetOf(address, user);
  return (
    <>
      <div className={classes.token}>
        <TextInput
          label={t('addHost.ssh.address')}
          placeholder="192.0.2.10"
          pattern={addressPattern}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <TextInput
          label={t('addHost.ssh.user')}
          placeholder="tenken"
          pattern={userPattern}
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
      </div>
      <ol className={classes.steps}>
        <li>
          <p>{t('addHost.ssh.trial')}</p>
          <Command line={trialCommand(target)} />
        </li>
        <li>
          <p>{t('addHost.ssh.gateway')}</p>
          {missing === null ? null : <p className={classes.missing}>{missing}</p>}
          <CommandBlock lines={gatewayCommand(place, target)} label={t('addHost.ways.ssh')} />
        </li>
        <li>
          <p>{t('addHost.ssh.run')}</p>
          <Command line={gatewayRunCommand} />
        </li>
      </ol>
    </>
  );
}
