import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Item } from '../../../../src/api/schemas.ts';
import { Limits } from '../../findings/limits.tsx';
import { useText } from '../../i18n/use-text.ts';
import { OutcomeTally } from '../../outcomes/outcome-tally.tsx';
import { Table } from '../../parts/table.tsx';
import { Relationship } from './relationship.tsx';

/** What machines say about an item; each control leads to its findings under the item's limits. */
export function ItemControls({ controls }: { controls: Item['controls'] }) {
  const { t } = useTranslation();
  const text = useText();
  if (controls.length === 0) return <p>{t('item.noControls')}</p>;
  return (
    <Table label={t('item.controls')}>
      <thead>
        <tr>
          <th scope="col">{t('control.singular')}</th>
          <th scope="col">{t('relationship.label')}</th>
          <th scope="col">{t('control.hosts')}</th>
        </tr>
      </thead>
      <tbody>
        {controls.map((control) => (
          <tr key={`${control.id} ${control.variant}`}>
            <th scope="row">
              <Link
                to="/controls/$id"
                params={{ id: control.id }}
                search={control.variant === 'default' ? {} : { variant: control.variant }}
              >
                {text(control.title)}
              </Link>{' '}
              <Limits parameters={control.with} />
            </th>
            <td>
              <Relationship relationship={control.relationship} />
            </td>
            <td>
              <OutcomeTally counts={control.outcomes} />
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
