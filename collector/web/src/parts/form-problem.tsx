import { CodeText } from './code-text.tsx';
import classes from './parts.module.css';

/**
 * Why something was not done, beside the button that was to do it; told to readers of the screen when it appears. Commands
 * are `back-quoted`.
 */
export function FormProblem({ text }: { text: string | null }) {
  return (
    <p role="alert" className={classes.formProblem}>
      {text === null ? null : <CodeText text={text} />}
    </p>
  );
}
