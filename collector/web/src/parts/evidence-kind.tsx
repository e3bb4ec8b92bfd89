import { useQuery } from '@tanstack/react-query';
import { evidenceKindsQuery } from '../api/queries.ts';
import { useText } from '../i18n/use-text.ts';
import classes from './parts.module.css';

/** A kind of evidence in words, with the id that commands and packs call it by. */
export function EvidenceKind({ kind }: { kind: string }) {
  const title = useKindTitle()(kind);
  return title === kind ? (
    <code>{kind}</code>
  ) : (
    <span className={classes.kind}>
      {title} <code>{kind}</code>
    </span>
  );
}

/** What kinds of evidence are called; by its id where a newer collector has kept one that this one does not know. */
export function useKindTitle(): (kind: string) => string {
  const text = useText();
  const { data } = useQuery(evidenceKindsQuery());
  return (kind) => {
    const known = data?.kinds.find(({ id }) => id === kind);
    return known === undefined ? kind : text(known.title);
  };
}
