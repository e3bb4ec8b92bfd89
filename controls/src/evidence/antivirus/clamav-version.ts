/** What `clamdscan --version` says of the daemon; `loaded` is null when the official daily database is not loaded. */
export type ClamavVersion = { engine: string; loaded: { version: number; day: string } | null };

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `ClamAV 1.4.3/27822/Fri Nov 20 09:12:33 2026`. The date is in the machine's own time zone, which is not told, so
 * only the day is taken. Null when the line is something else.
 */
export function parseClamavVersion(output: string): ClamavVersion | null {
  const found =
    /^ClamAV ([0-9A-Za-z.+~-]{1,40})(?:\/(\d{1,9})\/\w{3} (\w{3}) +(\d{1,2}) [\d:]{8} (\d{4}))?\s*$/.exec(
      output,
    );
  if (!found?.[1]) return null;
  const [, engine, version, monthName = '', day = '', year] = found;
  const month = months.indexOf(monthName);
  if (version === undefined || month === -1) return { engine, loaded: null };
  return {
    engine,
    loaded: {
      version: Number(version),
      day: `${year}${String(month + 1).padStart(2, '0')}${day.padStart(2, '0')}`,
    },
  };
}
