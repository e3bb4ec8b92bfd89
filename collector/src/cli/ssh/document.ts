import type { ProfileJudgement } from '@tenken/controls';
import { targetName } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { SshDocument } from '../documents.ts';
import type { SshMeasurement } from './measure.ts';

/** What `tenken ssh --json` prints of one address. */
export function sshDocument(
  measured: SshMeasurement,
  judged: ProfileJudgement | null,
  language: Language,
): SshDocument {
  const { target, ssh } = measured;
  const profile = judged?.profile ?? '';
  return {
    target: targetName(target),
    address: measured.address,
    port: target.port,
    measuredAt: measured.measuredAt.toISOString(),
    seen: measured.seen,
    said: measured.said,
    problem: measured.problem?.[language] ?? null,
    protocol: ssh?.protocol ?? null,
    software: ssh?.software ?? null,
    comments: ssh?.comments ?? null,
    lists: ssh?.lists ?? null,
    sameListsEachTime: ssh?.sameListsEachTime ?? null,
    hostKeys: ssh?.hostKeys ?? [],
    hostKeysUnread: ssh?.hostKeysUnread ?? [],
    groups: ssh?.groups ?? [],
    connections: measured.connections,
    elapsedMs: measured.elapsedMs,
    levels: (judged?.levels ?? []).map(({ level, title, outcome, byUnverifiedRows }) => ({
      profile,
      level,
      title: title[language],
      outcome,
      byUnverifiedRows,
    })),
    judgement: (judged?.levels ?? []).flatMap(({ level, requirements }) =>
      requirements.map(({ title, observed, expected, ...rest }) => ({
        profile,
        level,
        ...rest,
        title: title[language],
        observed: observed[language],
        expected: expected[language],
      })),
    ),
  };
}
