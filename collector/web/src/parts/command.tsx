import { CopyButton } from './copy-button.tsx';
import classes from './parts.module.css';
import { useTyped } from './use-typed.ts';

/** One command to type, by the name that it has here, with a button that copies it. */
export function Command({ line }: { line: string }) {
  const typed = useTyped()(line);
  return (
    <div className={classes.command}>
      <code>{typed}</code>
      <CopyButton value={typed} label={typed} />
    </div>
  );
}
