import { own } from '@tenken/shared/own';
import { Button, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeskChoices } from '../../../../src/api/assessment-schemas.ts';
import { Table } from '../../parts/table.tsx';
import classes from '../assessments/desk.module.css';

type Entry = Record<string, string>;
type Props = {
  kind: DeskChoices['declarations'][number];
  entries: readonly Entry[];
  change: (entries: Entry[]) => void;
};

/** So many are typed by hand; more come as a file. */
const mostRows = 50;

export function EntryRows({ kind: { columns }, entries, change }: Props) {
  const { t } = useTranslation();
  if (entries.length > mostRows) return <p>{t('systems.tooManyRows', { rows: entries.length })}</p>;
  return (
    <>
      <Table label={t('systems.entries')}>
        <thead>
          <tr>
            {columns.map(({ field, heading, required }) => (
              <th key={field} scope="col" lang="ja">
                {required ? `${heading} *` : heading}
              </th>
            ))}
            <th scope="col">{t('admin.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, row) => (
            <tr key={row}>
              {columns.map(({ field, heading }) => (
                <td key={field}>
                  <TextInput
                    size="xs"
                    aria-label={`${heading} ${row + 1}`}
                    value={own(entry, field) ?? ''}
                    maxLength={1000}
                    onChange={(event) => {
                      const { value } = event.currentTarget;
                      change(entries.map((one, place) => (place === row ? { ...one, [field]: value } : one)));
                    }}
                  />
                </td>
              ))}
              <td>
                <button
                  type="button"
                  className={classes.link}
                  onClick={() => change(entries.filter((_, place) => place !== row))}
                >
                  {t('systems.removeRow', { row: row + 1 })}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
      <Button variant="default" size="compact-sm" onClick={() => change([...entries, {}])}>
        {t('systems.addRow')}
      </Button>
    </>
  );
}
