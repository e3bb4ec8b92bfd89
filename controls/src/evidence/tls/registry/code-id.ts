/** `0xC02F`, as reports and other tools write it; six digits for the suites of SSL 2.0. */
export function codeId(code: number): string {
  return `0x${code
    .toString(16)
    .toUpperCase()
    .padStart(code > 0xffff ? 6 : 4, '0')}`;
}
