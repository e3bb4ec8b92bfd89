const key = 'tenken-set-up-code';

/**
 * The code that the console showed behind the `#` of the address, where it reaches no server log. It is taken out of the
 * address, so that neither the history nor a picture of the screen keeps it; a reload finds it in this window alone.
 */
export function takeSetUpCode(): string {
  const code = location.hash.slice(1);
  if (code !== '') {
    sessionStorage.setItem(key, code);
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(key) ?? '';
}

/** Once it was used, or is of no use. */
export function forgetSetUpCode(): void {
  sessionStorage.removeItem(key);
}
