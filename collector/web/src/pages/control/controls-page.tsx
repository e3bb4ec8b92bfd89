import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { controlsQuery } from '../../api/queries.ts';
import type { ControlSummary } from '../../../../src/api/schemas.ts';
import { FilterBar } from '../../filters/filter-bar.tsx';
import { matches } from '../../format/fold.ts';
import { platformNames } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Table } from '../../parts/table.tsx';
import type { ListSearch } from '../../search.ts';
import classes from './control.module.css';

export function ControlsPage(): ReactNode {
  const query = useQuery(controlsQuery());
  return (
    <Loaded query={query} what="page">
      {({ controls }) => <Shown controls={controls} />}
    </Loaded>
  );
}

function Shown({ controls }: { controls: readonly ControlSummary[] }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/controls' });
  const navigate = useNavigate({ from: '/controls' });
  const shown = controls.filter((control) => isWanted(control, search));
  return (
    <>
      <PageHeader title={t('controls.title')} lead={t('controls.lead')} />
      <FilterBar search={search} change={(next) => void navigate({ search: next, replace: true })} />
      {shown.length === 0 ? (
        <Empty title={t('filter.nothing')}>
          <p>{t('filter.nothingNext')}</p>
        </Empty>
      ) : (
        <ControlTable controls={shown} />
      )}
    </>
  );
}

function isWanted(control: ControlSummary, { outcome, text = '' }: ListSearch): boolean {
  if (outcome && !outcome.some((wanted) => (control.outcomes[wanted] ?? 0) > 0)) return false;
  const { id, title, description } = control;
  return matches(text, [id, title.ja, title.en, description.ja, description.en]);
}

function ControlTable({ controls }: { controls: readonly ControlSummary[] }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <Table label={t('controls.title')}>
      <thead>
        <tr>
          <th scope="col">{t('control.singular')}</th>
          <th scope="col">{t('control.platforms')}</th>
          <th scope="col">{t('control.hosts')}</th>
        </tr>
      </thead>
      <tbody>
        {controls.map(({ id, title, platforms, outcomes }) => (
          <tr key={id}>
            <th scope="row">
              <Link to="/controls/$id" params={{ id }}>
                {text(title)}
              </Link>
            </th>
            <td className={classes.platforms}>{platformNames(platforms, t('control.networkDevice'))}</td>
            <td>
              <OutcomeTally counts={outcomes} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
