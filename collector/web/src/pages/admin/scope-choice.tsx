import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { permissionNames, permissions, roleMay } from '../../../../src/access/permissions.ts';
import type { Permission, Role } from '../../../../src/access/permissions.ts';
import classes from './admin.module.css';
import { usePermissionWords } from './permission-words.ts';

type Props = { role: Role; chosen: readonly Permission[]; change: (chosen: Permission[]) => void };

/** Fewer permissions than those of the role: what a lost token could do. */
export function ScopeChoice({ role, chosen, change }: Props) {
  const { t } = useTranslation();
  const words = usePermissionWords();
  const offered = permissionNames.filter((name) => roleMay(role, name) && !permissions[name].peopleOnly);
  return (
    <fieldset className={classes.scope}>
      <legend>{t('roleTable.scope')}</legend>
      {offered.map((name) => (
        <Checkbox
          size="md"
          key={name}
          label={words(name)}
          checked={chosen.includes(name)}
          onChange={(event) =>
            change(event.currentTarget.checked ? [...chosen, name] : chosen.filter((other) => other !== name))
          }
        />
      ))}
    </fieldset>
  );
}
