import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Control } from '../../../../src/api/schemas.ts';
import { Limits } from '../../findings/limits.tsx';
import partClasses from '../../parts/parts.module.css';

/** The limits under which the control is judged: its own, and those that items ask for. */
export function ControlVariants({ control, variant }: { control: Control; variant: string }) {
  const { t } = useTranslation();
  const others = Object.keys(control.variants);
  if (others.length === 0) return null;
  return (
    <nav className={partClasses.chips} aria-label={t('control.limits')}>
      <Link
        to="."
        search={{ variant: 'default' }}
        className={partClasses.chip}
        aria-current={variant === 'default'}
      >
        {t('control.ownLimits')}
      </Link>
      {others.map((other) => (
        <Link
          key={other}
          to="."
          search={{ variant: other }}
          className={partClasses.chip}
          aria-current={variant === other}
        >
          <Limits
            parameters={control.items.find((item) => item.variant === other)?.with ?? { variant: other }}
          />
        </Link>
      ))}
    </nav>
  );
}
