import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deskRequest } from '../../api/desk-request.ts';
import type { DeskRequest } from '../../api/desk-request.ts';

export type DeskSending = {
  sending: boolean;
  error: Error | null;
  forget: () => void;
  /** @returns what was answered, or null when it was refused */
  send: <Answer>(request: DeskRequest) => Promise<{ answer: Answer } | null>;
};

/** Sends a change, then asks anew for lists; what takes seconds to judge is asked for by whoever changed it. */
export function useDeskSend(): DeskSending {
  const queries = useQueryClient();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<Error | null>(null);

  async function send<Answer>(request: DeskRequest): Promise<{ answer: Answer } | null> {
    setSending(true);
    setError(null);
    try {
      const answer = await deskRequest<Answer>(request);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/') });
      return { answer };
    } catch (caught) {
      setError(caught instanceof Error ? caught : new Error(String(caught)));
      return null;
    } finally {
      setSending(false);
    }
  }
  return { sending, error, forget: () => setError(null), send };
}
