import { useTranslation } from 'react-i18next';
import type { Item } from '../../../../src/api/schemas.ts';

/** `2/3台`: on how many hosts all that counts passes; nothing where no machine can answer. */
export function HostShare({ item: { automation, hosts } }: { item: Pick<Item, 'automation' | 'hosts'> }) {
  const { t } = useTranslation();
  return <span>{automation === 'manual' ? t('common.none') : t('item.share', hosts)}</span>;
}
