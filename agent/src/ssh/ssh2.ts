/** The one place that names the library: the packaged agent keeps it in a file of its own, read when it is needed. */
import ssh2 from 'ssh2';

export type { ClientChannel, ConnectConfig, ParsedKey } from 'ssh2';
export type { Client as SshClient } from 'ssh2';

export const { Client, utils } = ssh2;
