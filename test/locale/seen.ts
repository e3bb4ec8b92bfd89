import { controls, judge } from '@tenken/controls';
import { collect } from '@tenken/controls/evidence';
import type { AnyEvidenceKind } from '@tenken/controls/evidence';
import type { Evidence, Host, Recording } from '@tenken/shared';

/** The facts, or the code of the failure: its words name what was asked, which differs between hosts. */
function factsOf({ body: { result } }: Evidence): unknown {
  return result.status === 'read' ? result.data : { failed: result.failure.code };
}

/** What is read of a recorded machine through a host, and what every control says that needs no more than this. */
export async function seenBy(kind: AnyEvidenceKind, host: Host, recording: Recording) {
  const evidence = { ...(await collect(kind, host)), collectedAt: recording.recordedAt };
  const circumstances = { platform: recording.platform, now: new Date(recording.recordedAt) };
  const findings = controls
    .filter(({ needs }) => Object.values(needs).every(({ id }) => id === kind.id))
    .map((control) => judge(control, new Map([[kind.id, evidence]]), {}, circumstances))
    .map(({ control, outcome, reason, observed }) => ({ control, outcome, reason, observed }));
  return { facts: factsOf(evidence), findings };
}

export type Seen = Awaited<ReturnType<typeof seenBy>>;

/** Control, outcome and reason of each finding, in one line. */
export function verdicts({ findings }: Seen): string[] {
  return findings.map(({ control, outcome, reason }) => `${control}: ${outcome}, ${reason}`);
}
