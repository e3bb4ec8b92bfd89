/** Whether an address is one of the declared addresses or lies in one of the declared networks (`10.1.0.0/16`). */
export function isDeclared(address: string, declared: readonly string[]): boolean {
  const own = bitsOf(address);
  return declared.some((entry) => {
    const [network = '', length] = entry.trim().split('/');
    const bits = bitsOf(network);
    if (own === null || bits === null || own.length !== bits.length) return false;
    const count = length === undefined ? bits.length : Number(length);
    return (
      Number.isInteger(count) && count >= 1 && count <= bits.length && own.startsWith(bits.slice(0, count))
    );
  });
}

/** Null = no address. */
function bitsOf(address: string): string | null {
  const plain = address.trim().toLowerCase().replace(/%.*$/, '');
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(plain)?.slice(1).map(Number);
  if (parts) return parts.every((part) => part <= 255) ? parts.map((part) => binary(part, 8)).join('') : null;
  if (!/^[0-9a-f:]+$/.test(plain) || !plain.includes(':')) return null;
  const [head = '', tail, more] = plain.split('::');
  if (more !== undefined) return null;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((group) => binary(Number.parseInt(group, 16), 16)).join('')
    : null;
}

function binary(value: number, length: number): string {
  return value.toString(2).padStart(length, '0');
}
