import { createLogger } from '../../../collector/src/logger.ts';
import { openCollector } from '../../../collector/src/server.ts';
import type { Collector } from '../../../collector/src/server.ts';
import { judgeAnew, judgeWhole } from '../anew/judge-anew.ts';
import type { JudgedAnew } from '../anew/judge-anew.ts';
import type { RuleChange } from '../anew/rule-change.ts';
import { answerParent } from '../measure/child.ts';

export type FleetQuestion =
  | { type: 'open'; data: string }
  | { type: 'judged' }
  | { type: 'cpu' }
  | { type: 'settle' }
  /** Declares something else, and waits until every host is judged by it. */
  | { type: 'judgeAnew'; change: RuleChange }
  /** The same after other rules, which everything may rest on. */
  | { type: 'judgeWhole' }
  | { type: 'signIn' };

export type FleetOpened = { url: string; agentUrl: string; authority: string; token: string };

let collector: Collector | null = null;
let judged = 0;

answerParent<FleetQuestion>(
  {
    open: async ({ data }): Promise<FleetOpened> => {
      const logger = createLogger('error');
      // The evidence of the fleet is not there: its findings stay as they were made.
      // Nor is it read for damage meanwhile: that takes a processor for minutes, and is no part of a question.
      const without = { judgeAtStart: false, checkAtStart: false };
      // Few hosts send what thousands would.
      const limits = { reportsAtOnce: 1_000_000 };
      collector = await openCollector({ data, port: 0, agentPort: 0, logger, limits, ...without });
      const { url, agentUrl, context } = collector;
      context.notices.listen((subject) => (judged += subject === 'results' ? 1 : 0));
      const wanted = { label: 'bench', role: 'auditor' as const, scope: null, lifetimeMs: 86_400_000 };
      const token = await context.repositories.apiTokens.create(wanted, { actor: 'bench', now: Date.now() });
      return { url, agentUrl, authority: context.authority.anchor, token };
    },
    judged: () => judged,
    cpu: () => process.cpuUsage(),
    settle: () => collector?.context.evaluator.settle(),
    judgeAnew: ({ change }): Promise<JudgedAnew> => {
      if (!collector) throw new Error('nothing is open');
      return judgeAnew(collector.context, change);
    },
    /** @returns what a browser's cookie holds for a person who has just signed in */
    judgeWhole: (): Promise<JudgedAnew> => {
      if (!collector) throw new Error('nothing is open');
      return judgeWhole(collector.context);
    },
    signIn: async (): Promise<string | null> => {
      if (!collector) throw new Error('nothing is open');
      const { accounts, sessions } = collector.context.repositories;
      const now = Date.now();
      // Nobody can sign in with it: it is the hash of no password.
      const person = {
        name: `bench-${now}`,
        displayName: 'bench',
        passwordHash: 'none',
        role: 'security' as const,
      };
      const id = await accounts.create(person, { actor: 'bench', now });
      if (id === null) throw new Error('the name is taken');
      return sessions.open({ ...person, id }, { address: '127.0.0.1', secondFactor: false }, null, now);
    },
  },
  () => collector?.close(),
);
