import { own } from '@tenken/shared/own';
import { useQuery } from '@tanstack/react-query';
import { useImperativeHandle, useRef, useState } from 'react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessedItem, AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { request } from '../../api/request.ts';
import { sheetQuery } from '../../api/desk-queries.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useText } from '../../i18n/use-text.ts';
import { FormProblem } from '../../parts/form-problem.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { AnswerForm } from './answer-form.tsx';
import classes from './desk.module.css';
import { DeskRefusal } from './desk-refusal.tsx';
import { formItem } from './form-item.ts';
import type { Role } from './form-item.ts';
import { ItemFindings } from './item-findings.tsx';
import { ItemHistory } from './item-history.tsx';
import { MarkChoice } from './mark-choice.tsx';
import { PlanForm } from './plan-form.tsx';
import { RemarksEditor } from './remarks-editor.tsx';
import type { Bench } from './use-bench.ts';

/** What keys do with the item that is shown. */
export type DetailHandle = {
  focus: () => void;
  mark: (role: Role | null) => void;
  editRemarks: () => void;
  answer: () => void;
  plan: () => void;
};

type Props = {
  ref: Ref<DetailHandle>;
  assessment: string;
  state: AssessmentState;
  shown: AssessedItem;
  /** Its number, as lists and paper name it. */
  label: string;
  marks: ReadonlyMap<Role, string>;
  editable: boolean;
  bench: Bench;
};

/** One item: what is proposed and why, what machines show, and what people write of it. */
export function ItemDetail({ ref, assessment, state, shown, label, marks, editable, bench }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const { id, title, summary, path, manual } = formItem(shown);
  const sheet = useQuery(sheetQuery(assessment, id));
  const [error, setError] = useState<Error | null>(null);
  const [marking, setMarking] = useState(false);
  const [noSuchMark, setNoSuchMark] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const saver = bench.saverOf(shown);
  const wording = own((state['officialWording'] as { items: Record<string, string> } | null)?.items, id);
  const field = (name: string) => root.current?.querySelector<HTMLElement>(`[data-field="${name}"]`)?.focus();

  const refuse = (caught: unknown) => setError(caught instanceof Error ? caught : new Error(String(caught)));
  const reload = () => void bench.reload(id).catch(refuse);

  async function mark(role: Role | null): Promise<void> {
    if (!editable || marking) return;
    setError(null);
    const isMissing = role !== null && !marks.has(role);
    setNoSuchMark(isMissing);
    if (isMissing) return;
    setMarking(true);
    try {
      const itemPath = `/assessments/${encodeURIComponent(assessment)}/items/${encodeURIComponent(id)}`;
      // What was typed goes first: a mark may need it.
      await saver.settled();
      const { tag } = saver;
      const json = { role };
      bench.change(
        await request<AssessedItem>({ method: 'PATCH', path: itemPath, json, tag, takes: 'work' }),
      );
      reload();
    } catch (caught) {
      refuse(caught);
      // Somebody else was there first: their state is shown, and whoever is here decides again.
      if (caught instanceof ApiProblem && caught.code === 'edited-meanwhile') reload();
    } finally {
      setMarking(false);
    }
  }

  useImperativeHandle(ref, () => ({
    focus: () => field('heading'),
    mark: (role) => void mark(role),
    editRemarks: () => field('remarks'),
    answer: () => field('answer'),
    plan: () => field('owner'),
  }));

  return (
    <div ref={root} className={classes.detail}>
      <div className={classes.itemHead}>
        <p className={classes.path} lang="ja">
          {path.join(' › ')}
        </p>
        <h2 data-field="heading" tabIndex={-1}>{`${label} ${text(title)}`}</h2>
        <p>{text(summary)}</p>
        {wording === undefined ? null : (
          <blockquote className={classes.wording} lang="ja" aria-label={t('desk.wording')}>
            {wording}
          </blockquote>
        )}
      </div>
      <Section title={t('desk.proposal')}>
        <MarkChoice
          shown={shown}
          chosen={sheet.data?.history.find(({ kind }) => kind === 'edit')?.role ?? null}
          marks={marks}
          editable={editable && shown.asked}
          marking={marking}
          mark={(role) => void mark(role)}
        />
        {noSuchMark ? <FormProblem text={t('desk.noSuchMark')} /> : <DeskRefusal error={error} />}
      </Section>
      <div className={classes.beside}>
        <Section title={t('desk.remarks')}>
          <RemarksEditor shown={shown} saver={saver} editable={editable && shown.asked} reload={reload} />
        </Section>
        <Section title={t('desk.findings')}>
          <Loaded query={sheet} what="part">
            {(data) => <ItemFindings sheet={data} />}
          </Loaded>
        </Section>
      </div>
      <Section title={t('desk.answer')}>
        {manual === undefined ? null : (
          <p className={classes.asked}>
            <strong>{t('desk.manual')}</strong> {text(manual)}
          </p>
        )}
        <AnswerForm
          state={state}
          shown={shown}
          editable={editable}
          saved={reload}
          files={bench.filesOf(id)}
          choose={(files) => bench.choose(id, files)}
        />
      </Section>
      {/* A form without △ has no use for a plan. */}
      {marks.has('planned') || shown.plan !== null ? (
        <Section title={t('desk.plan')}>
          <PlanForm state={state} shown={shown} editable={editable} saved={reload} />
        </Section>
      ) : null}
      <Section title={t('desk.history')}>
        <Loaded query={sheet} what="part">
          {(data) => <ItemHistory events={data.history} marks={marks} />}
        </Loaded>
      </Section>
    </div>
  );
}
