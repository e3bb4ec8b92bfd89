import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { checklistQuery } from '../../api/queries.ts';
import type { Checklist, Item } from '../../../../src/api/schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeBadge } from '../../outcomes/outcome-badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import classes from './checklist.module.css';
import { HostShare } from './host-share.tsx';
import { ItemControls } from './item-controls.tsx';
import { Neighbours } from './neighbours.tsx';

export function ItemPage(): ReactNode {
  const { id, item } = useParams({ from: '/checklists/$id/items/$item' });
  const query = useQuery(checklistQuery(id));
  return (
    <Loaded query={query} what="page">
      {(checklist) => <Found checklist={checklist} id={item} />}
    </Loaded>
  );
}

function Found({ checklist, id }: { checklist: Checklist; id: string }) {
  const { t } = useTranslation();
  const item = checklist.items.find((candidate) => candidate.id === id);
  if (item) return <Shown checklist={checklist} item={item} />;
  return (
    <Empty title={t('item.unknown', { id })}>
      <Link to="/checklists/$id" params={{ id: checklist.id }}>
        {t('item.toList')}
      </Link>
    </Empty>
  );
}

function Shown({ checklist, item }: { checklist: Checklist; item: Item }) {
  const { t } = useTranslation();
  const text = useText();
  const { flags } = item;
  return (
    <>
      <PageHeader
        trail={
          <>
            <Link to="/checklists/$id" params={{ id: checklist.id }}>
              {text(checklist.title)}
            </Link>
            {item.path.map((heading) => (
              <span key={heading} lang="ja">
                {heading}
              </span>
            ))}
          </>
        }
        title={`${item.number} ${text(item.title)}`}
        aside={<OutcomeBadge outcome={item.result} />}
      />
      <p className={classes.summary}>{text(item.summary)}</p>
      <Facts
        facts={[
          [t('item.automation'), t(`automation.${item.automation}`)],
          [t('item.hosts'), <HostShare key="hosts" item={item} />],
          [t('item.priority'), flags.priority ? t('item.priorityMeaning') : t('common.no')],
          [t('item.exempt'), flags.aggregatorExempt ? t('item.exemptMeaning') : t('common.no')],
        ]}
      />
      {item.manual === null ? null : (
        <Section title={t('item.manual')}>
          <p className={classes.manual}>{text(item.manual)}</p>
        </Section>
      )}
      <Section title={t('item.controls')}>
        <ItemControls controls={item.controls} />
      </Section>
      <Neighbours checklist={checklist} item={item} />
    </>
  );
}
