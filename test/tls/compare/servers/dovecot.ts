import type { Pem, Place } from './launch.ts';

/** A Dovecot of its own: IMAP or POP3 on loopback, nobody can sign in. */
export function dovecotFiles(
  settings: readonly string[],
  certificates: readonly Pem[],
  place: Place,
): string {
  const [own, other] = certificates;
  const protocol = settings.includes('protocols = pop3') ? 'pop3' : 'imap';
  const secured = `${protocol}s`;
  return `
base_dir = ${place.folder}/run
state_dir = ${place.folder}/state
log_path = ${place.folder}/dovecot.log
listen = 127.0.0.1
protocols = ${protocol}
ssl = yes
ssl_cert = <${own?.certificate ?? ''}
ssl_key = <${own?.key ?? ''}
${other ? `ssl_alt_cert = <${other.certificate}\nssl_alt_key = <${other.key}` : ''}
passdb {
  driver = static
  args = nopassword=n password=${'x'.repeat(16)}
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${place.folder}
}
service ${protocol}-login {
  chroot =
  service_count = 0
  inet_listener ${protocol} {
    port = ${place.port}
  }
  inet_listener ${secured} {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
${settings.filter((line) => !line.startsWith('protocols')).join('\n')}
`;
}
