import { useTranslation } from 'react-i18next';
import type { Control } from '../../../../src/api/schemas.ts';
import { useText } from '../../i18n/use-text.ts';
import { Table } from '../../parts/table.tsx';
import classes from './control.module.css';
import { useShownParameter } from './use-shown-parameter.ts';

/** The limits of a control, and where each comes from. */
export function ParameterTable({ parameters }: { parameters: Control['parameters'] }) {
  const { t } = useTranslation();
  const text = useText();
  const shown = useShownParameter();
  if (parameters.length === 0) return <p>{t('control.noParameters')}</p>;
  return (
    <Table label={t('control.parameters')}>
      <thead>
        <tr>
          <th scope="col">{t('parameter.meaning')}</th>
          <th scope="col">{t('parameter.value')}</th>
          <th scope="col">{t('parameter.source')}</th>
          <th scope="col">{t('parameter.name')}</th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <tr key={parameter.name}>
            <th scope="row">{text(parameter.meaning)}</th>
            <td className={classes.value}>{shown(parameter.default, parameter.unit)}</td>
            <td>{text(parameter.source)}</td>
            <td>
              <code>{parameter.name}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
