import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import classes from './dropdown.module.css';

/** A button that opens a panel below itself; Escape, a click elsewhere or the focus leaving it closes it. */
export function Dropdown({
  title,
  align = 'start',
  children,
}: {
  title: ReactNode;
  align?: 'start' | 'end';
  /** Made when it is opened: what it lists may have to be asked for. */
  children: () => ReactNode;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return undefined;
    const leave = (event: Event) => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
      document.removeEventListener('keydown', escape);
    };
  }, [isOpen]);

  return (
    <div ref={frame} className={classes.frame}>
      <button
        ref={button}
        type="button"
        className={classes.button}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {title}
        <IconChevronDown size={14} aria-hidden />
      </button>
      {isOpen ? (
        <div id={id} className={classes.panel} data-align={align}>
          {children()}
        </div>
      ) : null}
    </div>
  );
}
