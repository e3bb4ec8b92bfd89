import { CopyButton } from './copy-button.tsx';
import classes from './parts.module.css';
import { useTyped } from './use-typed.ts';

/** Several lines to paste into a terminal at once, with a button that copies them. @param label names them to readers of the screen */
export function CommandBlock({ lines, label }: { lines: string; label: string }) {
  const typed = useTyped()(lines);
  return (
    <div className={classes.commandBlock}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- Long lines scroll sideways, also by keyboard (WCAG 2.1.1). */}
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{typed}</code>
      </pre>
      <CopyButton value={typed} label={label} />
    </div>
  );
}
