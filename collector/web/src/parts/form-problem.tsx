import classes from './parts.module.css';

/** Why something was not done, beside the button that was to do it; told to readers of the screen when it appears. */
export function FormProblem({ text }: { text: string | null }) {
  return (
    <p role="alert" className={classes.formProblem}>
      {text}
    </p>
  );
}
