import { useTranslation } from 'react-i18next';
import type { Permission } from '../../../../src/access/permissions.ts';
import { ja } from '../../i18n/messages.ts';

type Known = keyof typeof ja.permissionNames;

/** What a permission lets somebody do, in words; a colon parts sections in catalogues, so that names have a dash there. */
export function usePermissionWords(): (name: Permission) => string {
  const { t } = useTranslation();
  return (name) => {
    const key = name.replaceAll(':', '-');
    return isKnown(key) ? t(`permissionNames.${key}`) : name;
  };
}

function isKnown(key: string): key is Known {
  return Object.hasOwn(ja.permissionNames, key);
}
