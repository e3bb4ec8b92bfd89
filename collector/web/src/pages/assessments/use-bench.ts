import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { AssessedItem, AssessmentState, ItemSheet } from '../../../../src/api/assessment-schemas.ts';
import { sheetQuery, stateQuery, writtenQuery } from '../../api/desk-queries.ts';
import { RemarksSaver, revisionIn } from '../../drafts/remarks-saver.ts';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';

export type Bench = {
  /** Puts one changed item in its place; nothing else is judged for it. */
  change: (item: AssessedItem) => void;
  /** Asks anew for an item and those that rest on it. */
  reload: (item: string) => Promise<void>;
  saverOf: (item: AssessedItem) => RemarksSaver;
  /** Chosen for the answer of an item, and not saved yet: they stay while other items are looked at. */
  filesOf: (item: string) => File[];
  choose: (item: string, files: File[]) => void;
};

/** What is done with the items of one assessment while its page is open. */
export function useBench(id: string, state: AssessmentState): Bench {
  const queries = useQueryClient();
  const savers = useRef(new Map<string, RemarksSaver>());
  const [files, setFiles] = useState<ReadonlyMap<string, File[]>>(new Map());
  useUnsentFiles([...files.values()].flat().length);

  function change(item: AssessedItem): void {
    queries.setQueryData(
      stateQuery(id).queryKey,
      (before: AssessmentState | undefined) =>
        before && {
          ...before,
          items: before.items.map((one) => (isNewer(item, one) ? item : one)),
        },
    );
    queries.setQueryData(
      sheetQuery(id, item.item.id).queryKey,
      (before: ItemSheet | undefined) => before && { ...before, item },
    );
    savers.current.get(item.item.id)?.adopt(item);
  }

  async function reload(changed: string): Promise<void> {
    const resting = state.items.filter(({ item }) => requiredBy(item).includes(changed));
    for (const one of [changed, ...resting.map(({ item }) => item.id)]) {
      const sheet = await queries.query({ ...sheetQuery(id, one), staleTime: 0 });
      change(sheet.item);
    }
  }

  function saved(item: AssessedItem): void {
    change(item);
    void queries.invalidateQueries({ queryKey: sheetQuery(id, item.item.id).queryKey });
    void queries.invalidateQueries({ queryKey: writtenQuery(id).queryKey });
  }

  function saverOf(item: AssessedItem): RemarksSaver {
    const known = savers.current.get(item.item.id);
    if (known) return known;
    const made = new RemarksSaver(id, item, saved);
    savers.current.set(item.item.id, made);
    return made;
  }

  useEffect(() => {
    const flushAll = () => {
      for (const saver of savers.current.values()) saver.flush();
    };
    addEventListener('online', flushAll);
    addEventListener('pagehide', flushAll);
    const { current } = savers;
    return () => {
      removeEventListener('online', flushAll);
      removeEventListener('pagehide', flushAll);
      for (const saver of current.values()) saver.flush();
    };
  }, []);

  useOthersChanges(id, state, reload);
  return {
    change,
    reload,
    saverOf,
    filesOf: (item) => files.get(item) ?? [],
    choose: (item, chosen) => setFiles((before) => new Map(before).set(item, chosen)),
  };
}

/** Items that somebody else has written of since are asked for anew, and only those. */
function useOthersChanges(id: string, state: AssessmentState, reload: (item: string) => Promise<void>): void {
  const written = useQuery(writtenQuery(id));
  const asked = useRef(new Set<string>());
  useEffect(() => {
    for (const [item, tag] of Object.entries(written.data?.items ?? {})) {
      const shown = state.items.find((one) => one.item.id === item);
      const known = `${item} ${tag}`;
      if (!shown || shown.tag === tag || asked.current.has(known)) continue;
      asked.current.add(known);
      reload(item).catch(() => asked.current.delete(known));
    }
  });
}

/** Of the same item, and not judged before the last edit that is shown. */
function isNewer(item: AssessedItem, shown: AssessedItem): boolean {
  return item.item.id === shown.item.id && revisionIn(item.tag) >= revisionIn(shown.tag);
}

function requiredBy(item: AssessedItem['item']): readonly string[] {
  const { requires } = item;
  return Array.isArray(requires) ? (requires as string[]) : [];
}
