import {
  certificateFailures,
  certificateGaps,
  forbiddenSuites,
  isOutsideTheList,
  serverFailures,
  serverGaps,
} from '@tenken/controls';
import type { LevelJudgement, ProfileJudgement, RequirementJudgement } from '@tenken/controls';
import { cipherSuite } from '@tenken/controls/evidence';
import type { TlsFacts } from '@tenken/controls/evidence';
import { TenkenError, text } from '@tenken/shared';
import type { Text } from '@tenken/shared';

// STAND-IN until the profiles are there: two levels of two rows each, by the rules of tls-endpoints-strong.

export const tlsProfileIds = ['ipa-tls-3.1.1'] as const;
export type TlsProfileId = (typeof tlsProfileIds)[number];

export type JudgeContext = { now: Date };

const levels = [
  { id: 'recommended', title: text('推奨セキュリティ型', '推奨セキュリティ型 (recommended)') },
  { id: 'exception', title: text('セキュリティ例外型', 'セキュリティ例外型 (exception)') },
] as const;

/** The levels of a profile, the strictest first. */
export function levelsOf(_profile: TlsProfileId): readonly { id: string; title: Text }[] {
  return levels;
}

/** @throws {TenkenError} `usage` */
export function judgeContext(verifiedFile: string | undefined, now: Date): JudgeContext {
  if (verifiedFile !== undefined) throw new TenkenError('usage', '--verified is not possible yet.');
  return { now };
}

/** What one server is like by one profile. */
export function judgeServer(facts: TlsFacts, profile: TlsProfileId, { now }: JudgeContext): ProfileJudgement {
  const certificates = certificateFailures(facts, now).map(({ what }) => what);
  return {
    profile,
    levels: levels.map(({ id, title }): LevelJudgement => {
      const server = serverFailures(facts, id).map(({ what }) => what);
      const requirements = [
        row('settings', text('禁止された設定がない', 'nothing that is forbidden'), server, serverGaps(facts)),
        row('certificates', text('証明書', 'certificates'), certificates, certificateGaps(facts)),
      ];
      const outcomes = requirements.map(({ outcome }) => outcome);
      const open = outcomes.includes('unknown') ? 'undetermined' : 'met';
      const outcome = outcomes.includes('fail') ? 'not-met' : open;
      return { level: id, title, outcome, byUnverifiedRows: true, requirements };
    }),
  };
}

function row(
  requirement: string,
  title: Text,
  failures: readonly Text[],
  gaps: readonly Text[],
): RequirementJudgement {
  const told = failures.length > 0 ? failures : gaps;
  return {
    requirement,
    strength: 'mandatory',
    verified: false,
    title,
    outcome: failures.length > 0 ? 'fail' : gaps.length > 0 ? 'unknown' : 'pass',
    observed: text(
      told.map(({ ja }) => ja).join('、') || '問題なし',
      told.map(({ en }) => en).join(', ') || 'in order',
    ),
    expected: text('ガイドラインが禁じるものがない', 'nothing that the guideline forbids'),
    validUntil: null,
  };
}

/** How a suite is marked in a list: `outside` = on no recommended list, and not forbidden. */
export function suiteMark(id: string): 'good' | 'weak' | 'outside' {
  const suite = cipherSuite(Number(id));
  if (!suite) return 'outside';
  if (forbiddenSuites.some(({ concerns }) => concerns(suite))) return 'weak';
  return isOutsideTheList(suite) ? 'outside' : 'good';
}
