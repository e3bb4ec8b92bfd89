import { networkList, parsedNetwork } from '@tenken/shared';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { AlertMachine } from '../alerts/alerts.ts';

export type AlertOptions = { alertAllow?: string[]; alertSecretFile?: [host: string, file: string][] };

/** The options of `tenken collector run` for what only the administrator of this machine decides about alerts. */
export function addAlertOptions(command: Command): Command {
  return command
    .option(
      '--alert-allow <network>',
      'lets alerts be sent to loopback, link-local, metadata or reserved addresses of this network; again for more',
      (value: string, before: string[] | undefined) => {
        if (parsedNetwork(value) === null) {
          throw new InvalidArgumentError('Write a network as 127.0.0.1/32 or 2001:db8::/32.');
        }
        return [...(before ?? []), value];
      },
    )
    .option(
      '--alert-secret-file <host=file>',
      'file with the password for this mail server; used for it alone; again for more',
      (value: string, before: [string, string][] | undefined) => {
        const [, host = '', file = ''] = /^([^=]+)=(.+)$/.exec(value) ?? [];
        if (host === '') {
          throw new InvalidArgumentError('Write it as smtp.example.jp=/etc/tenken/smtp-password.');
        }
        return [...(before ?? []), [host.toLowerCase(), file] satisfies [string, string]];
      },
    );
}

export function readAlertOptions({ alertAllow = [], alertSecretFile = [] }: AlertOptions): AlertMachine {
  return { allowed: networkList(alertAllow), secretFiles: new Map(alertSecretFile) };
}
