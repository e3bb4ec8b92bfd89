import * as z from 'zod/mini';
import { unreadList } from '../unread.ts';

const Word = z.string().check(z.maxLength(200));
const Flag = z.nullable(z.boolean());
const count = z.int().check(z.minimum(0));

/** One kind of rule in pg_hba.conf: who may come from where, by what. */
const HostRule = z.strictObject({
  type: z.enum(['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc', 'other']),
  /** `this-machine`: loopback, `samehost`, or a socket in the file system. */
  from: z.enum(['this-machine', 'network']),
  method: z.string().check(z.maxLength(50)),
  /** How many lines say so. */
  lines: count,
});

export const PostgresCluster = z.strictObject({
  /** Folder of its configuration. */
  folder: Word,
  /** All of these: null = not written. */
  listenAddresses: z.nullable(z.string().check(z.maxLength(500))),
  ssl: Flag,
  /** Before version 18 a switch, since then a list of what is logged; `off` or empty = nothing. */
  logConnections: z.nullable(Word),
  /** `shared_preload_libraries`, e.g. `pgaudit`. */
  preloaded: z.nullable(z.array(Word).check(z.maxLength(50))),
  rules: z.array(HostRule).check(z.maxLength(60)),
});
export type PostgresCluster = z.infer<typeof PostgresCluster>;

/** How databases on this machine let people in. */
export const DatabaseServer = z.strictObject({
  unread: unreadList,
  /** [] = none at the known places. */
  postgresql: z.array(PostgresCluster).check(z.maxLength(20)),
  /** MySQL or MariaDB; null = not installed, or see `unread`. All of its values: null = not written. */
  mysql: z.nullable(
    z.strictObject({
      bindAddress: z.nullable(Word),
      skipNetworking: Flag,
      /** Nobody is asked who they are. */
      skipGrantTables: Flag,
      requireSecureTransport: Flag,
      /** `server_audit_logging` of MariaDB, or a plugin named `audit_log` that is loaded. */
      audit: Flag,
      generalLog: Flag,
    }),
  ),
  /** Instances of SQL Server; [] = none. */
  sqlServer: z
    .array(
      z.strictObject({
        instance: Word,
        /** 1 = accounts of Windows, 2 = accounts of its own as well; null = not told. */
        loginMode: z.nullable(z.int()),
        /** 0 = nothing, 1 = those who got in, 2 = those who did not, 3 = both; null = not told. */
        auditLevel: z.nullable(z.int()),
        /** 1 = every connection; null = not told. */
        forceEncryption: z.nullable(z.int()),
        /** TCP: 1 = on; null = not told. */
        tcp: z.nullable(z.int()),
        /** Named pipes, which other machines reach by file sharing: 1 = on; null = not told. */
        pipes: z.nullable(z.int()),
      }),
    )
    .check(z.maxLength(20)),
  /** There are more than are listed. */
  truncated: z.boolean(),
});
export type DatabaseServer = z.infer<typeof DatabaseServer>;
