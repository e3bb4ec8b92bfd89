import { controls } from '@tenken/controls';
import { expect, test, vi } from 'vitest';
import type { AlertRuleInput } from '../api/alert-schemas.ts';
import type { Store } from '../store/store.ts';
import { enrolledHost, judgedFinding, temporaryStore } from '../testing.ts';
import { Watcher } from './watcher.ts';

const at = Date.now();
const by = { actor: 'console:test', now: at };
const channel = {
  id: 'hook',
  name: 'hook',
  settings: { kind: 'webhook', url: 'https://hook.example.jp/', authority: null },
  secret: null,
} as const;
const rule: AlertRuleInput = {
  name: 'failures',
  enabled: true,
  trigger: { kind: 'failure', controls: [], labels: [] },
  schedule: { kind: 'at-once', everyMinutes: 5 },
  language: 'en',
  channels: [channel.id],
};

/** Lets others write something after the next transaction was asked for, and before it gets its turn. */
function beforeItsTurn({ write }: Store, meanwhile: () => Promise<void>): void {
  type Begun = ReturnType<Store['write']['transaction']>;
  const begin = write.transaction.bind(write);
  const execute: Begun['execute'] = async (work) => {
    await meanwhile();
    return begin().execute(work);
  };
  vi.spyOn(write, 'transaction').mockImplementationOnce(() => ({ execute }) as Begun);
}

test('who asks for failures while a look is under way is told of one that happens then', async () => {
  const { store, repos } = await temporaryStore();
  const host = await enrolledHost(repos);
  await repos.alerts.putChannel(channel, by);
  const watcher = new Watcher({
    alerts: repos.alerts,
    events: repos.alertEvents,
    states: repos.alertStates,
    feeds: repos.feeds,
    certificates: () => [],
    controls,
    checklists: [],
    staleAfterMs: 24 * 60 * 60 * 1000,
    isSilenceMeant: () => true,
    isJudged: () => true,
    page: () => 'https://localhost',
    gatherMs: 0,
    now: () => new Date(at),
  });
  beforeItsTurn(store, async () => {
    await repos.alerts.putRule(null, rule, by);
    await repos.findings.replace(host, [judgedFinding('disk-encrypted', 'fail')], 0, at);
  });
  await watcher.look();
  await watcher.look();
  const messages = await repos.alertMessages.list({ limit: 10 });
  expect(messages.map(({ content }) => content.total)).toEqual([1]);
});
