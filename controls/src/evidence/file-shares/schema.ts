import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Short = z.string().check(z.maxLength(200));

/** A folder that other machines may use. */
export const Share = z.strictObject({
  protocol: z.enum(['smb', 'nfs']),
  name: Short,
  path: z.nullable(Short),
  /** Made by the system for its administrators (`C$`, `IPC$`), or for printing. */
  special: z.boolean(),
  /**
   * Who may use it beside people named one by one. `everyone`: whoever has an account, or any machine that reaches
   * it; `anonymous`: without giving a name at all.
   */
  openTo: z.array(z.enum(['everyone', 'guests', 'anonymous'])).check(z.maxLength(3)),
  /** Those may change files; null = nobody of them is let in. */
  writable: z.nullable(z.boolean()),
  /** NFS: the administrator of the other machine is administrator here; null for others. */
  remoteRoot: z.nullable(z.boolean()),
});
export type Share = z.infer<typeof Share>;

/** What this machine shares, and by which forms of the protocol. */
export const FileShares = z.strictObject({
  unread: unreadList,
  container: z.boolean(),
  /** Server of SMB; null = there is none, or it does not run. */
  smbServer: z.nullable(
    z.strictObject({
      /** The first version of the protocol is answered; null = not told. */
      version1: z.nullable(z.boolean()),
      /** Every message has to be signed; null = not told. */
      signingRequired: z.nullable(z.boolean()),
      /** Every session has to be encrypted; null = not told. */
      encryptionRequired: z.nullable(z.boolean()),
    }),
  ),
  /** Windows: the driver that speaks the first version to others is on; null = not told, or another system. */
  smb1Client: z.nullable(z.boolean()),
  /** Shares of servers that run; by protocol and name. */
  shares: z.array(Share).check(z.maxLength(200)),
  truncated: z.boolean(),
});
export type FileShares = z.infer<typeof FileShares>;

export function boundedShares(shares: readonly Share[]): Pick<FileShares, 'shares' | 'truncated'> {
  const key = ({ protocol, name }: Share) => `${protocol} ${name}`;
  const sorted = shares.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return { shares: sorted.slice(0, 200), truncated: sorted.length > 200 };
}
