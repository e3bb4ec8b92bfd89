import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { wantedItems } from '../../../../src/results/wanted-items.ts';
import { checklistQuery } from '../../api/queries.ts';
import type { Checklist } from '../../../../src/api/schemas.ts';
import { FilterBar } from '../../filters/filter-bar.tsx';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBar } from '../../outcomes/outcome-bar.tsx';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import type { Filters } from '../../filters/fields.ts';
import { itemFields, readItemSearch } from '../../filters/lists.ts';
import { ColumnChoice } from '../../table/column-choice.tsx';
import { csvColumns } from '../../table/columns.ts';
import { CsvLinks } from '../../table/csv-links.tsx';
import { NothingFits } from '../../table/nothing-fits.tsx';
import { TableTools } from '../../table/tools.tsx';
import { useColumns } from '../../table/use-columns.ts';
import classes from './checklist.module.css';
import { useItemColumns } from './item-columns.tsx';
import { ItemTable } from './item-table.tsx';
import { countFindings } from '../../outcomes/count-findings.ts';

const menus = ['automation'] as const;

export function ChecklistPage(): ReactNode {
  const { id } = useParams({ from: '/checklists/$id' });
  const query = useQuery(checklistQuery(id));
  return (
    <Loaded query={query} what="page">
      {(checklist) => <Shown checklist={checklist} />}
    </Loaded>
  );
}

function Shown({ checklist }: { checklist: Checklist }) {
  const { t } = useTranslation();
  const text = useText();
  const search = useSearch({ from: '/checklists/$id' });
  const navigate = useNavigate({ from: '/checklists/$id' });
  const { source, items } = checklist;
  const columns = useItemColumns(checklist.id);
  const { shown: chosen, toggle, reset } = useColumns('items', columns);
  const shown = wantedItems(items, search);
  const change = (changed: Filters, how: 'typed' | 'chosen') =>
    void navigate({ search: readItemSearch(changed), replace: how === 'typed' });
  const results = countFindings(items.map(({ result }) => ({ outcome: result })));
  return (
    <>
      <PageHeader
        title={text(checklist.title)}
        lead={
          <>
            <strong>{text(checklist.shortTitle)}</strong>
            {' · '}
            <span lang="ja">{`${source.issuer} · ${source.edition}`}</span>
          </>
        }
      />
      <div className={classes.progress}>
        <OutcomeBar counts={results} />
        <OutcomeTally counts={results} />
      </div>
      <details className={classes.source}>
        <summary>{t('checklist.source')}</summary>
        <p>{text(source.document)}</p>
        <p>{text(source.note)}</p>
        {source.verifiedAgainstIssuer ? null : <p>{t('checklist.notVerified')}</p>}
      </details>
      <FilterBar fields={itemFields} menus={menus} search={search} change={change} />
      <TableTools shown={{ count: shown.length, exact: true }} total={items.length}>
        <ColumnChoice columns={columns} shown={chosen} toggle={toggle} reset={reset} />
        <CsvLinks
          path={`/checklists/${encodeURIComponent(checklist.id)}/items.csv`}
          filters={search}
          columns={csvColumns(chosen)}
        />
      </TableTools>
      <p className={classes.legend}>{t('checklist.legend')}</p>
      {shown.length === 0 ? (
        <NothingFits search={search} change={(changed) => change(changed, 'chosen')} />
      ) : (
        <ItemTable label={text(checklist.title)} columns={chosen} items={shown} />
      )}
    </>
  );
}
