import * as z from 'zod/mini';

const name = z.string().check(z.maxLength(64));
/** In the server's order, which says nothing of what is used: the client's order decides (RFC 4253 section 7.1). */
const names = z.array(name).check(z.maxLength(200));
const bits = z.int().check(z.minimum(0), z.maximum(300_000));

/** Algorithms of the two directions; they hardly ever differ. */
const bothWays = z.strictObject({ toServer: names, toClient: names });

/** What a server offers in SSH_MSG_KEXINIT. */
export const SshLists = z.strictObject({
  keyExchanges: names,
  /** What stands among the key exchanges and is none: `ext-info-s`, `kex-strict-s-v00@openssh.com` and the like. */
  signals: names,
  hostKeyAlgorithms: names,
  ciphers: bothWays,
  macs: bothWays,
  compression: bothWays,
});
export type SshLists = z.infer<typeof SshLists>;

const PublicKey = z.strictObject({ type: name, bits });

/** The public key that the server showed when it was asked for this algorithm. */
export const SshHostKey = z.strictObject({
  algorithm: name,
  ...PublicKey.shape,
  /** As OpenSSH shows it, without `SHA256:`. */
  sha256: z.string().check(z.regex(/^[A-Za-z0-9+/]{43}$/)),
  /** The key that signed the certificate; null = it is none. */
  authority: z.nullable(PublicKey),
});
export type SshHostKey = z.infer<typeof SshHostKey>;

/**
 * Why something was not answered. `hangs-up`: the connection was ended without a word, while the same server answered
 * another question afterwards; `disconnect-N`: with the reason of that number.
 */
const why = z.string().check(z.maxLength(32));

/** The group that a server chose for one request (RFC 4419). */
export const SshGroup = z.strictObject({
  algorithm: name,
  minBits: bits,
  wantedBits: bits,
  maxBits: bits,
  /** Null = it chose none. */
  bits: z.nullable(bits),
  /** `group`, or why there is none. */
  answer: why,
});
export type SshGroup = z.infer<typeof SshGroup>;

/** What one SSH server says and offers. */
export const SshFacts = z.strictObject({
  /** The line with which it introduces itself; what is not printable US-ASCII is `?`. */
  identification: z.string().check(z.maxLength(255)),
  /** `2.0`; `1.99` = speaks SSH 1 as well; `1.5` and the like = SSH 1 only. */
  protocol: z.string().check(z.maxLength(16)),
  software: z.string().check(z.maxLength(255)),
  comments: z.nullable(z.string().check(z.maxLength(255))),
  /** Lines that it sent before the identification. */
  linesBefore: z.int().check(z.minimum(0), z.maximum(64)),
  /** Null = it speaks SSH 1 only. */
  lists: z.nullable(SshLists),
  /** False = two connections gave different lists: several servers behind one address, or one that was set anew. */
  sameListsEachTime: z.boolean(),
  /** One for each kind of key that was read, in the order of the algorithms above. */
  hostKeys: z.array(SshHostKey).check(z.maxLength(32)),
  /** Algorithms whose key was not read. */
  hostKeysUnread: z.array(z.strictObject({ algorithm: name, why })).check(z.maxLength(200)),
  /** [] = no group exchange is offered. */
  groups: z.array(SshGroup).check(z.maxLength(4)),
});
export type SshFacts = z.infer<typeof SshFacts>;
