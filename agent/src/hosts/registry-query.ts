import { own, ProbeError } from '@tenken/shared';
import type { RegistryKey, RegistryValue } from '@tenken/shared';

const longHives: Record<string, string> = {
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKU: 'HKEY_USERS',
  HKCU: 'HKEY_CURRENT_USER',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKCC: 'HKEY_CURRENT_CONFIG',
};

const valueLine = /^ {4}(.+?) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/;
const namelessValue = new Set(['(Default)', '(既定)']);

/** `HKLM\SOFTWARE` as `reg.exe` prints it: `HKEY_LOCAL_MACHINE\SOFTWARE`. */
export function longKey(key: string): string {
  const [hive = '', ...rest] = key.split('\\');
  return [own(longHives, hive.toUpperCase()) ?? hive.toUpperCase(), ...rest].join('\\');
}

/**
 * What `reg.exe query KEY /reg:64` printed with exit code 0. Type names and key paths are English everywhere; only
 * the name of the nameless value is translated, and becomes `(Default)` here. A line that is neither a key nor a
 * value continues the text before it: `reg.exe` prints line breaks inside data as they are.
 */
export function parseRegistryQuery(key: string, output: string): RegistryKey {
  const self = longKey(key).toLowerCase();
  const values = new Map<string, { type: string; data: string }>();
  const subkeys: string[] = [];
  let last: { type: string; data: string } | null = null;
  for (const line of output.split(/\r?\n/)) {
    const lower = line.toLowerCase();
    if (lower === self) continue;
    if (lower.startsWith(`${self}\\`)) {
      subkeys.push(line.slice(self.length + 1));
      last = null;
      continue;
    }
    const [, name, type, data] = valueLine.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      last = { type, data: data ?? '' };
      values.set(namelessValue.has(name) ? '(Default)' : name, last);
      continue;
    }
    if (last !== null) last.data += `\n${line}`;
    else if (line.trim() !== '') {
      throw new ProbeError('unparsable', `${key}: a line is neither a key nor a value`);
    }
  }
  return {
    values: Object.fromEntries(
      [...values].map(([name, { type, data }]) => [name, registryValue(key, type, data)]),
    ),
    subkeys,
  };
}

/** Blank lines separate a key's values from its sub-keys and look like a continuation of the last value. */
function registryValue(key: string, type: string, printed: string): RegistryValue {
  switch (type) {
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return { type, data: printed.replace(/\n+$/, '') };
    case 'REG_MULTI_SZ': {
      const joined = printed.replace(/\n+$/, '');
      return { type, data: joined === '' ? [] : joined.split('\\0') };
    }
    case 'REG_DWORD':
    case 'REG_DWORD_BIG_ENDIAN':
    case 'REG_QWORD': {
      const hex = printed.trim();
      const digits = type === 'REG_QWORD' ? 16 : 8;
      if (!/^0x[0-9a-f]+$/i.test(hex) || hex.length > digits + 2) {
        throw new ProbeError('unparsable', `${key}: a ${type} that is no number`);
      }
      const number = BigInt(hex);
      return type === 'REG_QWORD'
        ? { type, data: number.toString() }
        : { type: 'REG_DWORD', data: Number(number) };
    }
    case 'REG_NONE':
      return { type, data: hexDigits(key, printed) };
    default:
      // REG_LINK, REG_RESOURCE_LIST and the like are printed as bytes.
      return { type: 'REG_BINARY', data: hexDigits(key, printed) };
  }
}

function hexDigits(key: string, printed: string): string {
  const hex = printed.trim().toUpperCase();
  if (!/^([0-9A-F]{2})*$/.test(hex)) {
    throw new ProbeError('unparsable', `${key}: bytes that are not hexadecimal`);
  }
  return hex;
}
