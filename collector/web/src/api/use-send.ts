import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from './problem.ts';
import { sendJson } from './send-json.ts';

export type Sending = {
  sending: boolean;
  /** Code of the last refusal; null when there was none. */
  refused: string | null;
  refuse: (code: string | null) => void;
  /** @returns what the collector answered, or null when it refused */
  send: <T>(...request: Parameters<typeof sendJson>) => Promise<{ answer: T } | null>;
};

/** Sends changes and then asks for everything anew that pages show. */
export function useSend(): Sending {
  const queries = useQueryClient();
  const [sending, setSending] = useState(false);
  const [refused, refuse] = useState<string | null>(null);

  async function send<T>(...request: Parameters<typeof sendJson>): Promise<{ answer: T } | null> {
    setSending(true);
    refuse(null);
    try {
      const answer = await sendJson<T>(...request);
      await queries.invalidateQueries();
      return { answer };
    } catch (error) {
      refuse(error instanceof ApiProblem ? error.code : 'unreachable');
      // Whoever was signed out meanwhile signs in over the page, and what was typed is still there.
      if (error instanceof ApiProblem && error.status === 401) {
        void queries.invalidateQueries({ queryKey: ['/session'] });
      }
      return null;
    } finally {
      setSending(false);
    }
  }
  return { sending, refused, refuse, send };
}
