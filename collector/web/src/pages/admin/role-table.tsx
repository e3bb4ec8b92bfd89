import { useTranslation } from 'react-i18next';
import { permissionNames, permissions, roleMay, roles } from '../../../../src/access/permissions.ts';
import { Table } from '../../parts/table.tsx';
import classes from './admin.module.css';
import { usePermissionWords } from './permission-words.ts';

/** What each role may do: the table by which the collector itself decides. */
export function RoleTable() {
  const { t } = useTranslation();
  const words = usePermissionWords();
  return (
    <Table label={t('roleTable.title')}>
      <thead>
        <tr>
          <th scope="col">{t('roleTable.permission')}</th>
          {roles.map((role) => (
            <th key={role} scope="col">
              {t(`roles.${role}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {permissionNames.map((name) => (
          <tr key={name}>
            <th scope="row">
              {words(name)}
              {permissions[name].peopleOnly ? (
                <div className={classes.soft}>{t('roleTable.peopleOnly')}</div>
              ) : null}
            </th>
            {roles.map((role) => (
              <td key={role}>
                {roleMay(role, name) ? (
                  <span role="img" aria-label={t('roleTable.yes')}>
                    〇
                  </span>
                ) : (
                  <span role="img" aria-label={t('roleTable.no')}>
                    －
                  </span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
