import type { Recording, RegistryKey, RegistryValue } from '@tenken/shared';
import { longKey } from '../../agent/src/hosts/registry-query.ts';

const header = 'Windows Registry Editor Version 5.00\r\n';
const types = {
  REG_NONE: 0,
  REG_SZ: 1,
  REG_EXPAND_SZ: 2,
  REG_BINARY: 3,
  REG_DWORD: 4,
  REG_MULTI_SZ: 7,
  REG_QWORD: 11,
} as const;

/** What was recorded of a registry, as regedit exports it, each machine below a key of its own. */
export function registryFile(machines: Iterable<readonly [place: string, recording: Recording]>): string {
  const parts: string[] = [header];
  for (const [place, { registry }] of machines) {
    parts.push(`[${longKey(place)}]\r\n`);
    for (const [key, answer] of Object.entries(registry)) {
      if (Array.isArray(answer) || 'error' in answer) continue;
      parts.push(...keyOf(`${longKey(place)}\\${longKey(key)}`, answer));
    }
  }
  return parts.join('\r\n');
}

function keyOf(path: string, { values, subkeys }: RegistryKey): string[] {
  const lines = Object.entries(values).map(
    ([name, value]) =>
      `${name === '(Default)' ? '@' : quoted(name)}=hex(${types[value.type].toString(16)}):${hex(value)}\r\n`,
  );
  return [`[${path}]\r\n${lines.join('')}`, ...subkeys.map((name) => `[${path}\\${name}]\r\n`)];
}

function quoted(name: string): string {
  return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function hex(value: RegistryValue): string {
  return [...bytesOf(value)].map((byte) => byte.toString(16).padStart(2, '0')).join(',');
}

function bytesOf(value: RegistryValue): Uint8Array {
  switch (value.type) {
    case 'REG_DWORD': {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value.data);
      return bytes;
    }
    case 'REG_QWORD': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value.data));
      return bytes;
    }
    case 'REG_MULTI_SZ':
      return Buffer.from(`${value.data.map((text) => `${text}\0`).join('')}\0`, 'utf16le');
    case 'REG_BINARY':
    case 'REG_NONE':
      return Buffer.from(value.data, 'hex');
    case 'REG_SZ':
    case 'REG_EXPAND_SZ':
      return Buffer.from(`${value.data}\0`, 'utf16le');
  }
}
