import { CopyButton } from './copy-button.tsx';
import classes from './parts.module.css';
import { useTyped } from './use-typed.ts';

/** Prose in which `back-quoted` parts are code to copy. */
export function CodeText({ text }: { text: string }) {
  const typed = useTyped();
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={`${index} ${part}`} className={classes.inlineCode}>
        <code>{typed(part)}</code>
        <CopyButton value={typed(part)} label={typed(part)} compact="yes" />
      </span>
    ),
  );
}
