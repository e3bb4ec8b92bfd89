import { CopyButton } from './copy-button.tsx';
import classes from './parts.module.css';

/** Prose in which `back-quoted` parts are code to copy. */
export function CodeText({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <span key={`${index} ${part}`} className={classes.inlineCode}>
        <code>{part}</code>
        <CopyButton value={part} label={part} compact="yes" />
      </span>
    ),
  );
}
