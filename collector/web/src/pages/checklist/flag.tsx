import partClasses from '../../parts/parts.module.css';

/** A sign of the form; its meaning is read out, and shown when it is pointed at. */
export function Flag({ sign, meaning }: { sign: string; meaning: string }) {
  return (
    <span title={meaning}>
      <span lang="ja" aria-hidden="true">
        {sign}
      </span>
      <span className={partClasses.hidden}>{meaning}</span>
    </span>
  );
}
