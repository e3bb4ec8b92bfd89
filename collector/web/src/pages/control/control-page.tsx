import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { controlQuery } from '../../api/queries.ts';
import type { Control } from '../../../../src/api/schemas.ts';
import { platformNames } from '../../format/platforms.ts';
import { useText } from '../../i18n/use-text.ts';
import { Trend } from '../../charts/trend.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Section } from '../../parts/section.tsx';
import { ControlFindings } from './control-findings.tsx';
import { ControlItems } from './control-items.tsx';
import { ParameterTable } from './parameter-table.tsx';
import { Repair } from './repair.tsx';

export function ControlPage(): ReactNode {
  const { id } = useParams({ from: '/controls/$id' });
  const query = useQuery(controlQuery(id));
  return (
    <Loaded query={query} what="page">
      {(control) => <Shown key={control.id} control={control} />}
    </Loaded>
  );
}

function Shown({ control }: { control: Control }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <>
      <PageHeader
        trail={<Link to="/controls">{t('controls.title')}</Link>}
        title={text(control.title)}
        lead={text(control.description)}
        aside={<span>{platformNames(control.platforms, t('control.networkDevice'))}</span>}
      />
      <ControlFindings control={control} />
      <Section
        title={t('trend.title')}
        aside={
          <>
            <Link to="/changes" search={{ control: control.id }}>
              {t('control.compare')}
            </Link>{' '}
            <Link to="/heat-map" search={{ text: control.id }}>
              {t('control.byGroup')}
            </Link>
          </>
        }
      >
        <Trend control={control.id} />
      </Section>
      <Section title={t('finding.repair')}>
        <Repair remediation={control.remediation} />
      </Section>
      <Section title={t('control.parameters')}>
        <ParameterTable parameters={control.parameters} />
      </Section>
      <Section title={t('control.items')}>
        <ControlItems items={control.items} />
      </Section>
    </>
  );
}
