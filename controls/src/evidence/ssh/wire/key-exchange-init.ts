import { ProbeError } from '@tenken/shared';
import { concat, FieldReader, string, uint32 } from './fields.ts';
import { message, packet } from './packets.ts';

/** The ten lists of SSH_MSG_KEXINIT in their order (RFC 4253 section 7.1). */
export const listNames = [
  'keyExchanges',
  'hostKeyAlgorithms',
  'ciphersToServer',
  'ciphersToClient',
  'macsToServer',
  'macsToClient',
  'compressionToServer',
  'compressionToClient',
  'languagesToServer',
  'languagesToClient',
] as const;

export type NameLists = Record<(typeof listNames)[number], string[]>;

export type KeyExchangeInit = NameLists & { firstPacketFollows: boolean };

/** @throws {ProbeError} `unparsable` */
export function parseKeyExchangeInit(payload: Uint8Array): KeyExchangeInit {
  const reader = new FieldReader(payload);
  if (reader.byte() !== message.keyExchangeInit) throw new ProbeError('unparsable', 'no SSH_MSG_KEXINIT');
  reader.take(16);
  const lists = Object.fromEntries(listNames.map((name) => [name, reader.nameList()])) as NameLists;
  const firstPacketFollows = reader.byte() !== 0;
  reader.uint32();
  if (reader.left > 0) throw new ProbeError('unparsable', 'something follows SSH_MSG_KEXINIT');
  return { ...lists, firstPacketFollows };
}

/** @param cookie 16 bytes */
export function keyExchangeInitPacket(lists: NameLists, cookie: Uint8Array): Uint8Array {
  return packet(
    Uint8Array.of(message.keyExchangeInit),
    cookie,
    concat(...listNames.map((name) => string(lists[name].join(',')))),
    Uint8Array.of(0),
    uint32(0),
  );
}
