import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { findingPageQuery } from '../../api/result-queries.ts';
import type { Control } from '../../../../src/api/schemas.ts';
import { useFindingColumns } from '../../findings/finding-columns.tsx';
import { Limits } from '../../findings/limits.tsx';
import { OutcomeBar } from '../../outcomes/outcome-bar.tsx';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { totalCount } from '../../outcomes/outcomes.ts';
import type { Counts } from '../../outcomes/outcomes.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Section } from '../../parts/section.tsx';
import { controlFindingFields, readControlSearch } from '../../filters/lists.ts';
import { DataList } from '../../table/data-list.tsx';
import classes from './control.module.css';
import { ControlVariants } from './control-variants.tsx';

const menus = ['platform', 'label', 'system'] as const;
// By which limits it is judged is chosen above the list: there is always one, and nothing to take off.
const { variant: _variant, ...fields } = controlFindingFields;

/** Where a control holds and where not. */
export function ControlFindings({ control }: { control: Control }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/controls/$id' });
  const navigate = useNavigate({ from: '/controls/$id' });
  const { variant = 'default', ...chosen } = search;
  const counts: Counts =
    variant === 'default' ? control.outcomes : (new Map(Object.entries(control.variants)).get(variant) ?? {});
  const asked = { ...chosen, variant, control: control.id, sort: search.sort ?? 'host' };
  const query = useQuery(findingPageQuery(asked));
  const columns = useFindingColumns('control', query.data?.namesakes);
  const limits = control.items.find((item) => item.variant === variant)?.with ?? {};

  if (totalCount(counts) === 0) {
    return (
      <Section title={t('control.hosts')}>
        <ControlVariants control={control} variant={variant} />
        <Empty title={t('control.noFindings')}>
          <p>{t('control.noFindingsNext')}</p>
        </Empty>
      </Section>
    );
  }
  return (
    <Section title={t('control.hosts')} aside={variant === 'default' ? null : <Limits parameters={limits} />}>
      <ControlVariants control={control} variant={variant} />
      <div className={classes.tally}>
        <OutcomeBar counts={counts} />
        <OutcomeTally counts={counts} />
      </div>
      <Loaded query={query} what="part">
        {({ shown, findings, next }) => (
          <DataList
            name="findings-of-control"
            label={t('control.hosts')}
            fields={fields}
            menus={menus}
            search={search}
            usualSort="host"
            change={(changed, how) =>
              void navigate({
                search: withVariant(readControlSearch(changed)),
                replace: how === 'typed',
                resetScroll: false,
              })
            }
            columns={columns}
            rowKey={({ hostId }) => hostId}
            rows={findings}
            shown={shown}
            total={totalCount(counts)}
            next={next}
            csv={{ path: '/findings.csv', filters: asked }}
            empty={null}
            stale={query.isPlaceholderData}
          />
        )}
      </Loaded>
    </Section>
  );

  /** Filters are taken off, the limits that somebody looks at stay. */
  function withVariant(changed: typeof search): typeof search {
    return search.variant === undefined ? changed : { ...changed, variant: search.variant };
  }
}
