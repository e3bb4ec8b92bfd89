import { TenkenError, text } from '@tenken/shared';
import type { SignedChange } from '../audit/audit-entry.ts';
import type { HeldThing } from '../store/retention/legal-hold-repository.ts';
import { assemble } from './assemble.ts';
import type { AssembleOptions } from './assemble/options.ts';
import type { ItemRecord } from './record.ts';
import { rulesHash } from './rules-hash.ts';
import { ToldError } from '../told-error.ts';

/**
 * Fixes an assessment as of a moment: from now on it shows that state, and what it rests on is kept until somebody
 * releases the hold `assessment:ID`.
 *
 * @throws {TenkenError} `assessment-blocked` while items are open, `evidence-missing` when a report that it rests on is
 *   not kept any more
 */
export async function freezeAssessment(
  id: string,
  moment: number,
  given: AssembleOptions,
  change: SignedChange,
): Promise<void> {
  const options = { ...given, answeredAt: change.now };
  const { assessments, legalHolds, signOffs } = options.repositories;
  const { record, source, close } = await assemble(await assessments.get(id), moment, options);
  try {
    refuseOpen(record.items);
    const things = new Map<string, HeldThing>();
    for (const { item } of record.items) {
      for await (const { host, evidence } of source.findings(item.id)) {
        for (const { reportId } of evidence) {
          if (reportId !== null) {
            things.set(`${host.id} ${reportId}`, { kind: 'report', hostId: host.id, reportId });
          }
        }
      }
    }
    const reason = `${record.checklist.id} ${record.assessment.rule} ${record.assessment.fiscalYear}`;
    const missing = await legalHolds.hold(
      { id: `assessment:${id}`, reason, things: [...things.values()] },
      change,
    );
    if (missing.length > 0) {
      throw new TenkenError(
        'evidence-missing',
        `${missing.length} of the reports that the assessment rests on are not kept any more. Choose a later moment.`,
      );
    }
    await signOffs.freeze(id, moment, rulesHash(options), change);
  } finally {
    close();
  }
}

const shown = 20;

/** @throws {ToldError} `assessment-blocked` that names what is open */
export function refuseOpen(items: readonly ItemRecord[]): void {
  if (!items.some(({ asked }) => asked)) {
    throw ToldError.of(
      'assessment-blocked',
      text(
        'この点検がこの種別の機関に問う項目はありません。固定する結果がありません。',
        'This check asks nothing of this kind of organisation: there is no result to fix.',
      ),
    );
  }
  const open = items.filter(({ asked, role }) => asked && role === null).map(({ item }) => item.id);
  if (open.length === 0) return;
  const names = open.slice(0, shown).join(', ') + (open.length > shown ? ', …' : '');
  throw ToldError.of(
    'assessment-blocked',
    text(
      `未判定の項目が${open.length}あります: ${names}。何が要るかは、点検の画面の「未判定のみ」又は tenken assess show --open で分かります。下書きのパックは今も書き出せます。`,
      `${open.length} items are open: ${names}. tenken assess show --open says what each needs; a draft can be exported with --draft.`,
    ),
  );
}
