const dayMs = 86_400_000;
/** Further from 1970 there are no dates. */
const lastMs = 100_000_000 * dayMs;
/** Of each a text of eleven characters: pages show times of a few months. */
const keptDays = 400;
const days = new Map<number, string>();

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const three = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/**
 * As `Date.toISOString` spells a time, which for the hundreds of times of a page takes as long as reading their rows.
 *
 * @param milliseconds since 1970
 * @throws {RangeError} for what is no time
 */
export function isoTime(milliseconds: number): string {
  const whole = Math.trunc(milliseconds);
  if (!(Math.abs(whole) <= lastMs)) throw new RangeError(`${milliseconds} is no time.`);
  const day = Math.floor(whole / dayMs);
  let date = days.get(day);
  if (date === undefined) {
    date = new Date(whole).toISOString().slice(0, -'00:00:00.000Z'.length);
    if (days.size >= keptDays) days.clear();
    days.set(day, date);
  }
  const inDay = whole - day * dayMs;
  const seconds = Math.floor(inDay / 1000);
  const minutes = Math.floor(seconds / 60);
  const [hour, minute] = [two[Math.floor(minutes / 60)], two[minutes % 60]];
  return `${date}${hour}:${minute}:${two[seconds % 60]}.${three[inDay % 1000]}Z`;
}
