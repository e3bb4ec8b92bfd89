import { text } from '@tenken/shared';
import type { Platform } from '@tenken/shared';
import * as z from 'zod/mini';
import { auditLog } from '../../evidence/audit-log/index.ts';
import { AuditEvent } from '../../evidence/audit-log/schema.ts';
import { isOn, recordedEvent } from '../audit-log-enabled/login-logs.ts';
import { defineControl } from '../define.ts';

const list = z.array(AuditEvent);

export const privilegedOperationsLogged = defineControl({
  id: 'privileged-operations-logged',
  title: text('管理者権限の操作が記録されている', 'Privileged operations are logged'),
  description: text(
    '管理者権限によるコマンドの実行、アカウントや権限の変更、監査設定の変更などが、今有効な監査の規則・ポリシーで記録されることを確かめる。規則のファイルではなく、読み込まれた規則を見る。sudoがsyslogへ書く記録は、sudoを通らない操作が残らないため数えない。',
    'Commands run with the rights of the administrator, changes of accounts and rights, and changes of the auditing itself are recorded by the rules or the policy in force. Loaded rules count, files of rules do not. What sudo writes to syslog is not counted: operations that do not go through it are not there.',
  ),
  needs: { state: auditLog },
  params: z.object({
    linuxEvents: z._default(list, ['privileged-commands', 'identity-files', 'privilege-configuration']),
    windowsEvents: z._default(list, [
      'special-logon',
      'privilege-use',
      'account-management',
      'group-management',
      'audit-policy-change',
    ]),
    macosEvents: z._default(list, ['administrative', 'authorization']),
  }),
  parameters: {
    linuxEvents: {
      meaning: text('Linuxで記録を求める事象', 'Events asked for on Linux'),
      source: text(
        'CIS Benchmarks「監査規則」のうち権限に関わるもの（sudoの設定、特権コマンド、利用者と所属の変更）',
        'Those of the audit rules of the CIS Benchmarks that concern privileges: sudo settings, privileged commands, changes of users and groups',
      ),
    },
    windowsEvents: {
      meaning: text('Windowsで成功の記録を求める事象', 'Events whose success is asked for on Windows'),
      source: text(
        'MicrosoftのWindowsセキュリティベースライン「監査ポリシーの詳細な構成」',
        "Microsoft's security baseline for Windows, advanced audit policy",
      ),
    },
    macosEvents: {
      meaning: text('macOSで記録を求める事象', 'Events asked for on macOS'),
      source: text(
        'macOS Security Compliance Project（flagsにad、aa）',
        'macOS Security Compliance Project: flags ad and aa',
      ),
    },
  },
  reasons: {
    recorded: text('求める事象が全て記録される。', 'All events asked for are recorded.'),
    'logs-of-the-host': text('コンテナの監査はホストが行う。', 'A container is audited by its host.'),
    'no-auditing': text(
      '監査機能が導入されていないか、動いていない。',
      'There is no audit facility, or it does not run.',
    ),
    'not-recorded': text('記録されない事象がある。', 'Some events are not recorded.'),
    'not-told': text('何が記録されるか分からない。', 'It is not told what is recorded.'),
  },
  remediation: {
    linux: text(
      'auditdを導入し、/etc/audit/rules.d/ に `-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -k setuid`、/etc/passwd、/etc/shadow、/etc/group、/etc/sudoers、/etc/sudoers.d の監視（`-w ファイル -p wa`）を書いて `augenrules --load` を実行し、`auditctl -l` で確かめる。`-a never,task` の行は除く。',
      'Install auditd, write `-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -k setuid` and watches (`-w FILE -p wa`) of /etc/passwd, /etc/shadow, /etc/group, /etc/sudoers and /etc/sudoers.d into /etc/audit/rules.d/, run `augenrules --load` and check with `auditctl -l`. Remove a line `-a never,task`.',
    ),
    windows: text(
      'グループポリシー「監査ポリシーの詳細な構成」で、特殊なログオン、重要な特権の使用、ユーザーアカウントの管理、セキュリティグループの管理、監査ポリシーの変更の成功を監査する。',
      'In the group policy Advanced Audit Policy Configuration audit the success of Special Logon, Sensitive Privilege Use, User Account Management, Security Group Management and Audit Policy Change.',
    ),
    macos: text(
      '/etc/security/audit_control の flags に ad と aa を加え、`sudo audit -s` で読み直す。',
      'Add ad and aa to the flags of /etc/security/audit_control and run `sudo audit -s`.',
    ),
  },
  evaluate({ state }, { linuxEvents, windowsEvents, macosEvents }, { platform }) {
    const wanted: Record<Platform, readonly AuditEvent[]> = {
      linux: linuxEvents,
      windows: windowsEvents,
      macos: macosEvents,
      'network-device': [],
    };
    const events = wanted[platform];
    const expected = text(`記録: ${events.join(', ')}`, `recorded: ${events.join(', ')}`);
    if (state.container) {
      const observed = text('コンテナ', 'a container');
      return { outcome: 'not-applicable', reason: 'logs-of-the-host', observed, expected };
    }
    const { auditing } = state;
    const [first] = state.unread;
    if (!isOn(auditing)) {
      const observed = text('監査機能は無効', 'auditing is off');
      // Where it could not be asked, it is not known to be off.
      if (auditing === null && first) return { outcome: 'error', reason: first.code, observed, expected };
      return { outcome: 'fail', reason: 'no-auditing', observed, expected };
    }
    if (auditing === null || auditing.events === null) {
      const observed = text('記録される事象は不明', 'the events recorded are not told');
      if (first) return { outcome: 'error', reason: first.code, observed, expected };
      return { outcome: 'unknown', reason: 'not-told', observed, expected };
    }
    const missing = events.filter((event) => recordedEvent(auditing, event)?.success !== true);
    if (missing.length > 0) {
      const observed = text(`記録されない: ${missing.join(', ')}`, `not recorded: ${missing.join(', ')}`);
      return { outcome: 'fail', reason: 'not-recorded', observed, expected };
    }
    const observed = text(`記録: ${events.join(', ')}`, `recorded: ${events.join(', ')}`);
    return { outcome: 'pass', reason: 'recorded', observed, expected };
  },
});
