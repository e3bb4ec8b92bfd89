import { CopyButton } from './copy-button.tsx';
import classes from './parts.module.css';

/** One command to type, with a button that copies it. */
export function Command({ line }: { line: string }) {
  return (
    <div className={classes.command}>
      <code>{line}</code>
      <CopyButton value={line} label={line} />
    </div>
  );
}
