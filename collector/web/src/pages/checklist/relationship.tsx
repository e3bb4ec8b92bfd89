import { useTranslation } from 'react-i18next';

/** How far a control answers an item: alone, in part, or only as context. */
export function Relationship({ relationship }: { relationship: string }) {
  const { t } = useTranslation();
  const known = relationship === 'full' || relationship === 'partial' || relationship === 'related';
  return <span>{known ? t(`relationship.${relationship}`) : relationship}</span>;
}
