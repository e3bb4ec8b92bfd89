/** `http://user:secret@proxy.example.jp:8080/` as `proxy.example.jp:8080`. */
export function proxyAddress(value: string): string {
  return value
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^.*@/, '')
    .replace(/[/?#].*$/, '')
    .slice(0, 200)
    .toWellFormed();
}

/** Where a script comes from, without user names, passwords and questions. */
export function scriptAddress(value: string): string {
  return value
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, '$1')
    .replace(/[?#].*$/, '')
    .slice(0, 200)
    .toWellFormed();
}
