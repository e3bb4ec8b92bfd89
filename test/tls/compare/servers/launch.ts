import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CertificateKind, Row, ServerKind } from '../row.ts';
import { opensslArguments } from './openssl.ts';
import { dovecotFiles } from './dovecot.ts';
import { gnutlsArguments } from './gnutls.ts';
import { nginxFile } from './nginx.ts';
import { postfixFiles } from './postfix.ts';
import { stunnelFile } from './stunnel.ts';

/** Where a server lives while it is compared. */
export type Place = {
  port: number;
  /** Of this server alone, removed afterwards. */
  folder: string;
  /** PEM files that are there already: `rsa.crt`, `rsa.key`, `rsa.p12`, the same for `ec`, `dh1024.pem`, `dh2048.pem`. */
  keys: string;
};

/** A process to start; its standard input stays open. */
export type Launch = {
  program: string;
  args: readonly string[];
  /** How the same program ends a server that leaves its group of processes. */
  stopArgs?: readonly string[];
};

/** The programs of each kind, in the order in which they are looked for. */
export const programs: Record<ServerKind, readonly string[]> = {
  nginx: ['nginx'],
  openssl: ['openssl'],
  gnutls: ['gnutls-serv'],
  stunnel: ['stunnel4', 'stunnel'],
  node: [process.execPath],
  java: ['java'],
  postfix: ['postfix'],
  dovecot: ['dovecot'],
};

/** Writes what the server needs into its folder. */
export function prepare(row: Row, place: Place, program: string): Launch {
  const given = row.certificates ?? ['rsa'];
  const certificates = given.map((kind) => ({ kind, ...pemFiles(place, kind) }));
  const settings = row.settings.map((line) => filled(line, place));
  const write = (name: string, text: string) => {
    const path = join(place.folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  switch (row.server) {
    case 'nginx': {
      const file = write('nginx.conf', nginxFile(settings, certificates, place));
      return { program, args: ['-e', join(place.folder, 'error.log'), '-c', file] };
    }
    case 'openssl':
      return { program, args: opensslArguments(settings, certificates, place) };
    case 'gnutls':
      return { program, args: gnutlsArguments(settings, certificates, place) };
    case 'stunnel':
      return { program, args: [write('stunnel.conf', stunnelFile(settings, certificates, place))] };
    case 'node': {
      const script = join(import.meta.dirname, 'node-server.ts');
      return { program, args: [script, String(place.port), place.keys, given.join(','), ...settings] };
    }
    case 'java': {
      const script = join(import.meta.dirname, 'JavaServer.java');
      return { program, args: [script, String(place.port), place.keys, given.join(','), ...settings] };
    }
    case 'postfix': {
      const { main, master } = postfixFiles(settings, certificates, place);
      write('etc/main.cf', main);
      write('etc/master.cf', master);
      mkdirSync(join(place.folder, 'queue'));
      mkdirSync(join(place.folder, 'data'));
      // Its processes give up root and still have to come here.
      chmodSync(place.folder, 0o755);
      execFileSync('chown', ['postfix', join(place.folder, 'data')]);
      const own = ['-c', join(place.folder, 'etc')];
      return { program, args: [...own, 'start-fg'], stopArgs: [...own, 'stop'] };
    }
    case 'dovecot':
      return {
        program,
        args: ['-F', '-c', write('dovecot.conf', dovecotFiles(settings, certificates, place))],
      };
    default:
      return row.server satisfies never;
  }
}

export type Pem = { kind: CertificateKind; certificate: string; key: string };

function pemFiles({ keys }: Place, kind: CertificateKind): Omit<Pem, 'kind'> {
  return { certificate: join(keys, `${kind}.crt`), key: join(keys, `${kind}.key`) };
}

function filled(line: string, place: Place): string {
  return line
    .replace(/\{(dh\d+)\}/g, (_, name: string) => join(place.keys, `${name}.pem`))
    .replaceAll('{folder}', place.folder);
}
