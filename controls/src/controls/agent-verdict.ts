import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { Agent, SecurityAgents } from '../evidence/security-agents/schema.ts';
import { notLookedFor, useOf } from '../reference/security-agents/index.ts';
import type { AgentUse, SecurityAgentsTable } from '../reference/security-agents/index.ts';
import type { Judgement, JudgementContext, ParameterNote } from './define.ts';

const dayMs = 86_400_000;

/** Reasons of a control that asks for a running agent of one use. */
export const agentReasons: Record<string, Text> = {
  active: text('エージェントが稼働している。', 'An agent is running.'),
  'no-agent': text('知られたエージェントがない。', 'None of the agents that are known is here.'),
  stopped: text('エージェントが止まっている。', 'The agent is not running.'),
  'not-onboarded': text(
    'エージェントは動いているが、管理側に登録されていない。',
    'The agent runs, and is not tied to the organisation that would watch it.',
  ),
  'by-licence': text(
    'この機能が契約され有効かは端末から分からない。管理サーバーで確かめる。',
    'Whether this option was bought and is on is not told on the host. Check at its server.',
  ),
  'not-told': text(
    'エージェントの状態を端末から知る方法がない。管理サーバーで確かめる。',
    'The agent does not tell its state on the host. Check at its server.',
  ),
};

export const agentsTableAge: ParameterNote = {
  unit: 'days',
  meaning: text('エージェントの表を信用する日数', 'How long the table of agents is believed'),
  source: text(
    '製品の既定値（表は年1回以上更新する）',
    "The product's default: it is renewed at least yearly",
  ),
};

type Verdict = Pick<Judgement, 'outcome' | 'reason' | 'observed'> & { validUntil?: string };

const order = ['active', 'by-licence', 'not-told', 'not-onboarded', 'stopped'] as const;
type Word = (typeof order)[number];

/** The best of the agents that serve `use`; what could not be seen may be one that runs. */
export function agentVerdict(
  evidence: SecurityAgents,
  use: AgentUse,
  maxAgeDays: number,
  { now, reference: { securityAgents: table } }: Pick<JudgementContext, 'now' | 'reference'>,
): Verdict {
  const found = evidence.agents
    .filter(({ agent }) => useOf(agent, table)[use] !== undefined)
    .map((agent) => ({ agent, word: wordOf(agent, use, table) }))
    .toSorted((a, b) => order.indexOf(a.word) - order.indexOf(b.word));
  const observed = shown(found, table);
  const [best] = found;
  const tableEndsAt = Date.parse(table.asOf) + maxAgeDays * dayMs;
  if (best?.word === 'active') {
    return { outcome: 'pass', reason: 'active', observed };
  }
  const [first] = [...evidence.unread, ...found.flatMap(({ agent }) => agent.unread)];
  if (first) return { outcome: 'error', reason: first.code, observed };
  // An agent that came out since the table was written may be here.
  if (tableEndsAt <= now.getTime()) return { outcome: 'unknown', reason: 'reference-too-old', observed };
  const isUnknown = best?.word === 'by-licence' || best?.word === 'not-told';
  const [strange] = isUnknown ? [] : notLookedFor(use, table);
  if (strange !== undefined) {
    const why = text(
      `${observed.ja}（${strange} は調べていない）`,
      `${observed.en} (${strange} is not looked for)`,
    );
    return { outcome: 'unknown', reason: 'product-not-looked-for', observed: why };
  }
  if (!best) return { outcome: 'fail', reason: 'no-agent', observed };
  return { outcome: isUnknown ? 'unknown' : 'fail', reason: best.word, observed };
}

function wordOf(
  { agent, running, onboarded, unread }: Agent,
  use: AgentUse,
  table: SecurityAgentsTable,
): Word {
  if (running === false) return 'stopped';
  if (onboarded === false) return 'not-onboarded';
  const needsOnboarding = agent === 'microsoft-defender-for-endpoint';
  if (running === null || unread.length > 0 || (needsOnboarding && onboarded === null)) return 'not-told';
  return useOf(agent, table)[use] === 'by-licence' ? 'by-licence' : 'active';
}

const words: Record<Word, Text> = {
  active: text('稼働中', 'running'),
  'by-licence': text('稼働中（機能は契約による）', 'running, the option is by licence'),
  'not-told': text('状態不明', 'state not told'),
  'not-onboarded': text('未登録', 'not onboarded'),
  stopped: text('停止中', 'stopped'),
};

function shown(found: readonly { agent: Agent; word: Word }[], table: SecurityAgentsTable): Text {
  if (found.length === 0) return text('エージェントなし', 'no agent');
  const list = (language: 'ja' | 'en') =>
    found.slice(0, 4).map(({ agent, word }) => `${useOf(agent.agent, table).name}: ${words[word][language]}`);
  return text(list('ja').join('、'), list('en').join(', '));
}
