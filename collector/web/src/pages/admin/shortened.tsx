/** Hashes by their beginning; the whole when pointed at. */
export function Shortened({ text }: { text: string }) {
  const short = text.replaceAll(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
  return short === text ? text : <span title={text}>{short}</span>;
}
