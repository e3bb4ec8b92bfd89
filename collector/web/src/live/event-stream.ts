import { problemOf } from '../api/request.ts';
import { EventReader } from './parse-events.ts';

/** The collector sends something every 5 s; a line that is dead says nothing at all. */
const silenceMs = 20_000;

export type StreamNews = {
  /** The stream is open; nothing that happened before is told. */
  opened: () => void;
  /** Something came, if only a sign of life. */
  heard: () => void;
  event: (name: string) => void;
};

/**
 * Listens until the collector or `signal` ends it.
 *
 * @throws {ApiProblem} the collector refused
 * @throws {TypeError} it could not be reached, or the line broke
 * @throws {DOMException} it fell silent, or `signal`
 */
export async function listen(signal: AbortSignal, news: StreamNews): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const response = await fetch('/api/v1/events', {
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) throw await problemOf(response);
    news.opened();
    const events = new EventReader();
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await pieces.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      news.heard();
      for (const name of events.read(value)) news.event(name);
    }
  } finally {
    clearTimeout(timer);
  }
}
