import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AssessmentState } from '../../../../src/api/assessment-schemas.ts';
import { useMay } from '../../api/session.ts';
import { keptNames } from '../../drafts/kept-drafts.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterChip } from '../../parts/filter-chip.tsx';
import { TextFilter } from '../../parts/text-filter.tsx';
import classes from './desk.module.css';
import { isListed, labelsOf, marksOf, roles } from './form-item.ts';
import type { Role } from './form-item.ts';
import { ItemDetail } from './item-detail.tsx';
import type { DetailHandle } from './item-detail.tsx';
import { ItemList } from './item-list.tsx';
import { KeyHelp } from './key-help.tsx';
import { useBench } from './use-bench.ts';
import { useWorkbenchKeys } from './use-workbench-keys.ts';

/** The items at the left in the form's order, one of them at the right. */
export function Bench({ id, state }: { id: string; state: AssessmentState }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/assessments/$id' });
  const navigate = useNavigate({ from: '/assessments/$id' });
  const mayManage = useMay()('assessments:manage');
  const bench = useBench(id, state);
  const [help, setHelp] = useState(false);
  const detail = useRef<DetailHandle>(null);
  const moved = useRef(false);
  const filters = useRef<HTMLElement>(null);
  const labels = useMemo(() => labelsOf(state.items), [state.items]);
  const listed = state.items.filter((one) => isListed(one, search));
  const shown = state.items.find(({ item }) => item.id === search.item) ?? listed[0] ?? state.items[0];
  const shownId = shown?.item.id;
  const editable = mayManage && state.assessment.preparedBy === null;
  const { saverOf } = bench;

  // What was typed before the window closed is sent, also of items that nobody opens now.
  useEffect(() => {
    if (!editable) return;
    for (const name of keptNames(`${id} `)) {
      const [, item, what] = name.split(' ');
      const found = what === 'remarks' ? state.items.find((one) => one.item.id === item) : undefined;
      if (found) saverOf(found);
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once for each assessment that is opened
  }, [id, editable]);

  function go(step: 1 | -1): void {
    const place = state.items.findIndex((one) => one === shown);
    const others = step === 1 ? state.items.slice(place + 1) : state.items.slice(0, place).toReversed();
    const next = others.find((one) => listed.includes(one));
    if (!next) return;
    void navigate({ search: (before) => ({ ...before, item: next.item.id }), replace: true });
    moved.current = true;
  }

  // Once the item is there: who reads by ear hears its heading.
  useEffect(() => {
    if (moved.current && shownId !== undefined) detail.current?.focus();
    moved.current = false;
  }, [shownId]);

  useWorkbenchKeys(!help, {
    next: () => go(1),
    previous: () => go(-1),
    mark: (role: Role | null) => detail.current?.mark(role),
    editRemarks: () => detail.current?.editRemarks(),
    answer: () => detail.current?.answer(),
    plan: () => detail.current?.plan(),
    filter: () => filters.current?.querySelector('input')?.focus(),
    help: () => setHelp(true),
  });

  return (
    <>
      <search ref={filters} className={classes.tools} aria-label={t('filter.label')}>
        <TextFilter
          value={search.text ?? ''}
          change={(words) => {
            const { text: _before, ...rest } = search;
            void navigate({ search: words === '' ? rest : { ...rest, text: words }, replace: true });
          }}
        />
        <FilterChip
          on={search.open === true}
          toggle={() => {
            const { open, ...rest } = search;
            void navigate({ search: open ? rest : { ...rest, open: true }, replace: true });
          }}
        >
          {t('desk.openOnly')}
        </FilterChip>
        <FilterChip
          on={search.priority === true}
          toggle={() => {
            const { priority, ...rest } = search;
            void navigate({ search: priority ? rest : { ...rest, priority: true }, replace: true });
          }}
        >
          {t('filter.priority')}
        </FilterChip>
        <span className={classes.soft} role="status">
          {t('desk.listed', { shown: listed.length, items: state.items.length })}
        </span>
        <button type="button" className={classes.link} onClick={() => setHelp(true)}>
          {t('desk.keys.title')}
        </button>
      </search>
      {editable ? null : (
        <p className={classes.soft}>{mayManage ? t('desk.frozenReadOnly') : t('desk.readOnly')}</p>
      )}
      <div className={classes.bench}>
        <ItemList items={listed} labels={labels} shown={shown?.item.id ?? ''} />
        {shown === undefined || listed.length === 0 ? (
          <Empty title={t('filter.nothing')}>
            <p>{t('filter.nothingNext')}</p>
          </Empty>
        ) : (
          <ItemDetail
            key={shown.item.id}
            ref={detail}
            assessment={id}
            state={state}
            shown={shown}
            label={labels.get(shown.item.id) ?? ''}
            marks={new Map(roles.flatMap((role) => pairOf(role, marksOf(state).get(role))))}
            editable={editable}
            bench={bench}
          />
        )}
      </div>
      <KeyHelp opened={help} close={() => setHelp(false)} />
    </>
  );
}

function pairOf(role: Role, mark: string | undefined): [Role, string][] {
  return mark === undefined ? [] : [[role, mark]];
}
