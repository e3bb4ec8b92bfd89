import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refusalOf, request } from './request.ts';
import type { Asked } from './request.ts';

type State = {
  sending: boolean;
  /** Of the last request; null when it was not refused. */
  error: Error | null;
  /** Code of the same. */
  refused: string | null;
  forget: () => void;
};

export type Sending = State & {
  /** @returns what the collector answered, or null when it refused */
  send: <T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    json?: Record<string, unknown>,
  ) => Promise<{ answer: T } | null>;
};

export type DeskSending = State & { send: <T>(asked: Asked) => Promise<{ answer: T } | null> };

/** Sends changes and then asks for everything anew that pages show. */
export function useSend(): Sending {
  const { send, ...state } = useSending();
  return { ...state, send: (method, path, json) => send({ method, path, json }) };
}

/** The same for what the desk takes, which may be files, and take minutes. */
export function useDeskSend(): DeskSending {
  const { send, ...state } = useSending();
  return { ...state, send: (asked) => send({ ...asked, takes: 'work' }) };
}

function useSending(): DeskSending {
  const queries = useQueryClient();
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<Error | null>(null);

  async function send<T>(asked: Asked): Promise<{ answer: T } | null> {
    setSending(true);
    setError(null);
    try {
      const answer = await request<T>(asked);
      // What takes seconds to judge has a name of its own, and is asked for by whoever changed it.
      await queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('/') });
      return { answer };
    } catch (caught) {
      setError(caught instanceof Error ? caught : new Error(String(caught)));
      return null;
    } finally {
      setSending(false);
    }
  }
  return { sending, error, refused: error && refusalOf(error), forget: () => setError(null), send };
}
