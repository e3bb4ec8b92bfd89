const numberBytes = 32;
const integerTag = 0x02;
const sequenceTag = 0x30;

/**
 * An ECDSA P-256 signature by its two numbers, 64 bytes.
 *
 * @param signature base64 of its DER
 * @returns null where the text is not the one that these numbers give again
 */
export function signatureNumbers(signature: string): Buffer | null {
  const der = Buffer.from(signature, 'base64');
  const numbers = Buffer.alloc(2 * numberBytes);
  let at = 2;
  for (const end of [numberBytes, 2 * numberBytes]) {
    const length = der[at + 1] ?? 0;
    const value = der.subarray(at + 2, at + 2 + length);
    const short = value[0] === 0 ? value.subarray(1) : value;
    if (short.length > numberBytes) return null;
    short.copy(numbers, end - short.length);
    at += 2 + length;
  }
  return signatureText(numbers) === signature ? numbers : null;
}

/** Base64 of the DER. */
export function signatureText(numbers: Buffer): string {
  const parts = [numbers.subarray(0, numberBytes), numbers.subarray(numberBytes)].map(integer);
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([sequenceTag, content.length]), content]).toString('base64');
}

/** X.690 section 8.3: as short as it can be, and with a zero before a first bit that would be the sign. */
function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const short = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  const value = (short[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), short]) : short;
  return Buffer.concat([Buffer.from([integerTag, value.length]), value]);
}
