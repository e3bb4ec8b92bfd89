import { gnutlsRows } from './configurations/gnutls.ts';
import { javaRows } from './configurations/java.ts';
import { mailRows } from './configurations/mail.ts';
import { nginxRows } from './configurations/nginx.ts';
import { nodeRows } from './configurations/node.ts';
import { opensslRows } from './configurations/openssl.ts';
import { stunnelRows } from './configurations/stunnel.ts';
import type { Row } from './row.ts';

/** All configurations that are compared. A new one is a row in one of these files, or in a file of `--rows`. */
export const configurations: readonly Row[] = [
  ...nginxRows,
  ...opensslRows,
  ...gnutlsRows,
  ...stunnelRows,
  ...nodeRows,
  ...javaRows,
  ...mailRows,
];
