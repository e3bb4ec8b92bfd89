import type { Finding } from '../../../src/api/schemas.ts';
import { OutcomeBadge } from '../outcomes/outcome-badge.tsx';
import { outcomesInOrder } from '../outcomes/outcomes.ts';
import { FindingCard } from './finding-card.tsx';
import classes from './findings.module.css';

/** More than these nobody reads from top to bottom. */
const openedAtMost = 8;

/** Findings by outcome, worst first; a few failures are unfolded. */
export function FindingGroups({ findings }: { findings: readonly Finding[] }) {
  return outcomesInOrder.map((outcome) => {
    const group = findings.filter((finding) => finding.outcome === outcome);
    if (group.length === 0) return null;
    return (
      <div key={outcome} className={classes.group}>
        <h3>
          <OutcomeBadge outcome={outcome} count={group.length} />
        </h3>
        {group.map((finding) => (
          <FindingCard
            key={`${finding.control} ${finding.variant}`}
            finding={finding}
            initially={outcome === 'fail' && group.length <= openedAtMost ? 'open' : 'closed'}
          />
        ))}
      </div>
    );
  });
}
