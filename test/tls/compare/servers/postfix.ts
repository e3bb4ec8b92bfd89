import type { Pem, Place } from './launch.ts';

/** A Postfix of its own: one SMTP server on loopback that takes no mail. Only root can start one. */
export function postfixFiles(
  settings: readonly string[],
  certificates: readonly Pem[],
  place: Place,
): { main: string; master: string } {
  const chain = certificates.map(({ certificate, key }) => `${key}, ${certificate}`).join(', ');
  return {
    main: `
compatibility_level = 3.6
queue_directory = ${place.folder}/queue
data_directory = ${place.folder}/data
mail_owner = postfix
myhostname = mail.example.jp
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
local_recipient_maps =
alias_maps =
maillog_file = ${place.folder}/postfix.log
maillog_file_prefixes = ${place.folder}
smtpd_tls_chain_files = ${chain}
smtpd_tls_security_level = may
smtpd_relay_restrictions = reject
${settings.join('\n')}
`,
    master: `
127.0.0.1:${place.port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
rewrite unix - - n - - trivial-rewrite
`,
  };
}
