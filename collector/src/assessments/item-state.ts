import type { Checklist, ChecklistItem } from '@tenken/controls';
import { answerWords, roleWords, rollUp, text } from '@tenken/shared';
import type { Outcome, Text } from '@tenken/shared';
import type { ItemRecord } from './record.ts';

type Role = 'done' | 'planned' | 'not-applicable';

/** What is known of one item at the moment, before a mark is proposed. */
export type ItemFacts = {
  item: ChecklistItem;
  /** Whether the rule of this assessment has it checked. */
  asked: boolean;
  organisation: { kind: string; kindName: Text; hasAggregator: boolean };
  /** Of the counting controls, over all hosts in scope. */
  outcomes: readonly Outcome[];
  /** Machines in scope of which nothing that counts is known. */
  missing: number;
  /** Machines were judged, and the controls that count are about none of them: computers, where it is about switches. */
  onlyOthers: boolean;
  /** Failing findings that no waiver in force covers, and those that one covers. */
  failing: { open: number; waived: number };
  /** In force: not expired. */
  attestation: { answer: 'done' | 'not-done' | 'not-applicable'; note: string } | null;
  attestationExpired: boolean;
  plan: { dueOn: string; owner: string } | null;
  planOverdue: boolean;
  /** A person's own choice, if any. */
  chosen: { role: Role; remarks: string | null } | null;
  /** Of the items that this one requires. */
  required: { total: number; done: number };
};

export type ItemState = Pick<ItemRecord, 'outcome' | 'role' | 'mark' | 'why'>;

/**
 * The one rule by which an item gets its mark. A mark is proposed from what is shown and said, and never invented: what
 * is open says what is missing.
 *
 * - the organisation is not asked (its kind, or ◆ with an aggregator) → not-applicable, by the form's rule
 * - `fail > error > unknown > not-checked > pass` over hosts; machines of which nothing is known are unknown
 * - done needs every machine to pass and the human part answered; planned a plan whose date is not past;
 *   not-applicable a reason
 * - where every failure is waived a person decides
 */
export function itemState(facts: ItemFacts, checklist: Pick<Checklist, 'marks'>): ItemState {
  let outcome = outcomeOf(facts);
  const { role, why } = roleOf(facts, outcome);
  if (role === null) return { outcome, role, mark: '', why };
  if (role === 'not-applicable' && outcome !== 'fail' && outcome !== 'error') outcome = 'not-applicable';
  const mark = checklist.marks.find((one) => one.role === role)?.mark;
  if (mark !== undefined) return { outcome, role, mark, why };
  return {
    outcome,
    role: null,
    mark: '',
    why: text(
      `この様式には「${roleWords[role].ja}」の印がない。${why.ja}`,
      `The form has no mark for "${roleWords[role].en}". ${why.en}`,
    ),
  };
}

function outcomeOf(facts: ItemFacts): Outcome {
  const { item, outcomes, missing, attestation } = facts;
  if (item.requires) return facts.required.done === facts.required.total ? 'pass' : 'not-checked';
  const counted: Outcome[] = [...outcomes];
  if (item.automation !== 'manual') {
    // What no machine can show of the machines that there are is for a person to say, where a person has a part in it.
    const isForPeople = facts.onlyOthers && item.automation === 'partial';
    if (missing > 0 || (outcomes.length === 0 && !isForPeople)) counted.push('unknown');
  }
  if (item.automation !== 'full') {
    counted.push(attestation === null ? 'not-checked' : attestation.answer === 'not-done' ? 'fail' : 'pass');
  }
  return rollUp(counted);
}

type Proposal = { role: Role | null; why: Text };

function open(ja: string, en: string): Proposal {
  return { role: null, why: text(ja, en) };
}

function roleOf(facts: ItemFacts, outcome: Outcome): Proposal {
  if (!facts.asked) {
    return open('この点検では問われない。', 'This check does not ask for it.');
  }
  const byRule = outsideOf(facts.item, facts.organisation);
  if (byRule) return byRule;
  const proposed = proposal(facts, outcome);
  return facts.chosen ? withChoice(facts, proposed, facts.chosen) : proposed;
}

/** What the form's rule says of an item that it does not ask of an organisation; null: it asks. */
export function outsideOf(item: ChecklistItem, organisation: ItemFacts['organisation']): Proposal | null {
  const { kind, kindName, hasAggregator } = organisation;
  if (!item.appliesTo.includes(kind)) {
    return {
      role: 'not-applicable',
      why: text(
        `${kindName.ja}はこの項目の対象でない。`,
        `The item is not for this kind of organisation (${kindName.en}).`,
      ),
    };
  }
  if (item.flags.aggregatorExempt && hasAggregator && kind === 'inquirer') {
    return {
      role: 'not-applicable',
      why: text('◆の項目であり、集約機関が実施する。', 'A ◆ item: the aggregating body does it.'),
    };
  }
  return null;
}

function proposal(facts: ItemFacts, outcome: Outcome): Proposal {
  const { item, attestation, plan, planOverdue, required, missing } = facts;
  if (attestation?.answer === 'not-applicable') {
    const { open: failing } = facts.failing;
    // What fails is there to fail: only an exception that somebody else approved can set it aside.
    if (failing > 0) {
      return open(
        `対象外と申告されているが、不適合の判定が${failing}件ある。`,
        `It is said not to apply, but ${failing} findings fail.`,
      );
    }
    return attestation.note.trim() === ''
      ? open('対象外とした理由がない。', 'It is said not to apply, without a reason.')
      : { role: 'not-applicable', why: text(`申告: ${attestation.note}`, `Attested: ${attestation.note}`) };
  }
  if (item.requires) {
    return required.done === required.total
      ? {
          role: 'done',
          why: text(
            `求められる${required.total}項目の全てが実施済みである。`,
            `All ${required.total} items that it requires are done.`,
          ),
        }
      : open(
          `求められる${required.total}項目のうち${required.done}項目が実施済みである。`,
          `${required.done} of the ${required.total} items that it requires are done.`,
        );
  }
  if (outcome === 'fail') {
    if (plan && !planOverdue) return planned(plan);
    if (planOverdue) return open('計画の期限が過ぎている。', 'The date of the plan is past.');
    if (facts.failing.open > 0 || attestation?.answer === 'not-done') {
      return facts.failing.open > 0
        ? open(`不適合の判定が${facts.failing.open}件ある。`, `${facts.failing.open} findings fail.`)
        : open(`${answerWords['not-done'].ja}と申告されている。`, 'A person says that it is not done.');
    }
    return open(
      `不適合の${facts.failing.waived}件は全て例外として認められている。実施済みとするかは人が決める。`,
      `All ${facts.failing.waived} failures are waived. Whether the item is done is for a person to decide.`,
    );
  }
  if (outcome === 'error' || outcome === 'unknown') {
    const why = unclear(outcome, missing, facts.outcomes.length);
    return plan && !planOverdue
      ? open(
          `${why.ja}計画があるので、実施予定を選ぶことはできる。`,
          `${why.en} There is a plan: "planned" may be chosen.`,
        )
      : { role: null, why };
  }
  if (outcome === 'not-checked') {
    if (facts.attestationExpired) return open('申告の有効期限が過ぎている。', 'The attestation has expired.');
    if (plan && !planOverdue) return planned(plan);
    return open('人の確認がまだない。', 'A person has not answered yet.');
  }
  if (outcome === 'not-applicable') {
    return { role: 'not-applicable', why: text('対象となる機器がない。', 'No machine is concerned.') };
  }
  return { role: 'done', why: doneBecause(facts) };
}

function unclear(outcome: 'error' | 'unknown', missing: number, seen: number): Text {
  if (outcome === 'error') return text('調べられなかった判定がある。', 'Some findings could not be made.');
  if (missing === 0 && seen === 0) {
    return text(
      '項目の管理策が当てはまる機器が点検されていない。',
      'No machine that the controls of this item are about is assessed.',
    );
  }
  return missing > 0
    ? text(`状態の分からない機器が${missing}台ある。`, `Nothing that counts is known of ${missing} machines.`)
    : text('証跡がないか、古い。', 'Evidence is missing or too old.');
}

function doneBecause({ item: { automation }, onlyOthers, outcomes }: ItemFacts): Text {
  const showsNothing = onlyOthers || outcomes.every((outcome) => outcome === 'not-applicable');
  if (automation !== 'manual' && showsNothing) {
    return text(
      `点検した機器に当てはまるものはなく、${answerWords.done.ja}と申告されている。`,
      'The item is about none of the machines that were judged; a person attests it.',
    );
  }
  if (automation === 'full') return text('全ての機器で適合している。', 'Every machine passes.');
  if (automation === 'manual') {
    return text(`${answerWords.done.ja}と申告されている。`, 'A person attests it.');
  }
  return text(
    '全ての機器で適合し、残りは申告されている。',
    'Every machine passes, and a person attests the rest.',
  );
}

function planned({ dueOn, owner }: { dueOn: string; owner: string }): Proposal {
  return {
    role: 'planned',
    why: text(`${dueOn}までに実施する計画がある（${owner}）。`, `Planned until ${dueOn} (${owner}).`),
  };
}

/** Where a person decided and wrote the reason where the form has it. */
export const reasonInRemarks = text(
  '対象外と決めた理由が特記事項にある。',
  'The remarks say why it does not apply.',
);

/** A person's choice holds as long as what is known supports it. */
function withChoice(
  facts: ItemFacts,
  proposed: Proposal,
  chosen: NonNullable<ItemFacts['chosen']>,
): Proposal {
  if (chosen.role === proposed.role) return proposed;
  const remarks = chosen.remarks?.trim() ?? '';
  if (chosen.role === 'done') {
    const decidesWaivers = facts.failing.open === 0 && facts.failing.waived > 0 && facts.missing === 0;
    const humanPart = facts.item.automation === 'full' || facts.attestation?.answer === 'done';
    if (decidesWaivers && humanPart && remarks !== '') {
      return {
        role: 'done',
        why: text(
          '不適合は全て例外として認められ、人が実施済みと決めた。',
          'All failures are waived, and a person decided that it is done.',
        ),
      };
    }
  }
  if (chosen.role === 'planned' && facts.plan && !facts.planOverdue) return planned(facts.plan);
  // What fails is there to fail: only an exception that somebody else approved can set it aside.
  const isContradicted = facts.failing.open > 0 || facts.attestation?.answer === 'done';
  if (chosen.role === 'not-applicable' && remarks !== '' && !isContradicted) {
    return {
      role: 'not-applicable',
      why: reasonInRemarks,
    };
  }
  return {
    role: null,
    why: text(
      `選ばれた「${roleWords[chosen.role].ja}」は今の証跡と申告では認められない。${proposed.why.ja}`,
      `The chosen "${roleWords[chosen.role].en}" is not supported by what is known now. ${proposed.why.en}`,
    ),
  };
}
