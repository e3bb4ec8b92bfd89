import * as z from 'zod/mini';
import { allProtocols } from '../../../evidence/tls/registry/protocols.ts';
import { suiteClasses } from '../suite-classes.ts';

const someProtocols = z.array(z.enum(allProtocols)).check(z.minLength(1));
const listName = z.string().check(z.minLength(1));
const bits = z.int().check(z.minimum(56));
/** `unmet`: nothing but the list; `remark`: what is not on it is told. */
const outside = z.enum(['unmet', 'remark']);

/** All that a row can ask of a server. A new kind of check is code; new limits are data. */
export const TlsCheck = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('protocols-off'), protocols: someProtocols }),
  z.strictObject({ type: z.literal('protocols-on'), protocols: someProtocols }),
  z.strictObject({
    type: z.literal('suites-forbidden'),
    classes: z.array(z.enum(suiteClasses)).check(z.minLength(1)),
  }),
  z.strictObject({
    type: z.literal('suites-listed'),
    /** Of the profile's `suiteLists`. */
    lists: z.array(listName).check(z.minLength(1)),
    /** Lists of suites that are on the level of `lists` although the source does not name them. */
    tolerated: z._default(z.array(listName), []),
    outside,
  }),
  z.strictObject({
    type: z.literal('suite-order'),
    /** Length of the key of the suite that the server takes first where it accepts both lengths. */
    firstKeyBits: z.union([z.literal(128), z.literal(256)]),
  }),
  z.strictObject({ type: z.literal('preference'), decides: z.enum(['server', 'client']) }),
  z.strictObject({
    type: z.literal('dh-bits'),
    minimum: bits,
    /** What holds from that day on, 0:00 in Japan. */
    later: z.optional(z.strictObject({ from: z.iso.date(), minimum: bits })),
  }),
  z.strictObject({ type: z.literal('groups-strong'), minimumBits: bits }),
  z.strictObject({ type: z.literal('groups-listed'), list: listName, outside }),
  z.strictObject({ type: z.literal('groups-required'), list: listName }),
  z.strictObject({
    type: z.literal('certificate-key'),
    rsaBits: bits,
    ecBits: bits,
    later: z.optional(z.strictObject({ from: z.iso.date(), rsaBits: bits, ecBits: bits })),
  }),
  z.strictObject({
    type: z.literal('certificate-key-type'),
    types: z.array(z.enum(['ec', 'rsa'])).check(z.minLength(1)),
  }),
  z.strictObject({
    type: z.literal('certificate-hash'),
    forbidden: z.array(z.enum(['md2', 'md4', 'md5', 'sha1'])).check(z.minLength(1)),
  }),
  z.strictObject({ type: z.literal('certificate-valid') }),
  z.strictObject({
    type: z.literal('certificate-days-left'),
    days: z.int().check(z.minimum(0), z.maximum(366)),
  }),
  z.strictObject({ type: z.literal('certificate-lifetime'), maximumDays: z.int().check(z.minimum(1)) }),
  z.strictObject({ type: z.literal('certificate-name') }),
  z.strictObject({ type: z.literal('certificate-chain') }),
  z.strictObject({ type: z.literal('certificate-issuer') }),
  z.strictObject({
    type: z.literal('security-strength'),
    minimumBits: z.literal(128),
    /** Last day on which less may be used, in Japan. */
    until: z.iso.date(),
  }),
  z.strictObject({ type: z.literal('compression-off') }),
  z.strictObject({ type: z.literal('secure-renegotiation') }),
  z.strictObject({ type: z.literal('client-renegotiation-off') }),
  z.strictObject({ type: z.literal('session-tickets') }),
  z.strictObject({ type: z.literal('ocsp-stapling') }),
  z.strictObject({ type: z.literal('hsts'), minimumSeconds: z.int().check(z.minimum(1)) }),
]);
export type TlsCheck = z.infer<typeof TlsCheck>;

/** One kind of check. */
export type CheckOf<Type extends TlsCheck['type']> = Extract<TlsCheck, { type: Type }>;
