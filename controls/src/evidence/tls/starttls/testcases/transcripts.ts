import type { StartTlsProtocol } from '../index.ts';
import type { Progress } from '../progress.ts';

/** What one server says, answer by answer: each is due once the message before it was sent. */
export type Transcript = {
  name: string;
  protocol: StartTlsProtocol;
  /** The first one comes unasked where the server greets. */
  server: readonly Buffer[];
  /** Our messages, as far as they come. */
  client: readonly Buffer[];
  end: Progress['type'];
  /** Of a refusal: why, and its words. */
  refusal?: readonly [why: string, what: string];
};

const text = (...lines: readonly string[]) => Buffer.from(lines.map((one) => `${one}\r\n`).join(''));
const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');

const ehlo = text('EHLO tenken.invalid');
const starttls = text('STARTTLS');
const capability = text('a001 CAPABILITY');
const imapStart = text('a002 STARTTLS');
const stls = text('STLS');
const authTls = text('AUTH TLS');
const ldapRequest = hex('301d02010177188016 312e332e362e312e342e312e313436362e3230303337');
const sslRequest = hex('0000000804d2162f');
const rdpRequest = hex('03000013 0ee0 0000 0000 00 01000800 03000000');
const xmppOpen = Buffer.from(
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='example.jp' version='1.0'>",
);
const xmppServerOpen = Buffer.from(xmppOpen.toString().replace('jabber:client', 'jabber:server'));
const xmppStart = Buffer.from("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
const mysqlRequest = hex(`20000001 85aeff00 00000001 21 ${'00'.repeat(23)}`);

const mysqlPacket = (body: Buffer) => Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
const mysqlGreeting = (capabilities: string) =>
  mysqlPacket(
    hex(
      `0a 352e352e352d313000 0b000000 7d7e4f4b3c2a2b2d 00 ${capabilities} 2d 0200 ff81 15 ` +
        `${'00'.repeat(10)} 5b5d3d2f2a3b2c415f402e7e 00 6d7973716c5f6e61746976655f70617373776f7264 00`,
    ),
  );
const stream = (rest: string) =>
  Buffer.from(
    `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' ` +
      `id='a>b' from="example.jp" version='1.0' xml:lang='en'>${rest}`,
  );
const offered = stream(
  "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>",
);

const ready = 'ready' as const;
const refused = 'refused' as const;
const noExtension = ['not-offered', 'no STARTTLS among the extensions'] as const;
const noCapability = ['not-offered', 'no STARTTLS among the capabilities'] as const;

/** By the documents of each protocol, in the words of servers that are met. */
export const transcripts: readonly Transcript[] = [
  {
    name: 'Postfix',
    protocol: 'smtp',
    server: [
      text('220 mail.example.jp ESMTP Postfix (Debian/GNU)'),
      text('250-mail.example.jp', '250-PIPELINING', '250-SIZE 10240000', '250-STARTTLS', '250 CHUNKING'),
      text('220 2.0.0 Ready to start TLS'),
    ],
    client: [ehlo, starttls],
    end: ready,
  },
  {
    name: 'Exchange, small letters, STARTTLS last, a greeting of three lines in Japanese',
    protocol: 'smtp',
    server: [
      Buffer.concat([
        hex('3232302d 1b2442 1b2842 0d0a'),
        text('220-メールサーバー', '220 ex.example.jp Microsoft ESMTP'),
      ]),
      text('250-ex.example.jp Hello [192.0.2.1]', '250-SIZE', '250 starttls '),
      text('220 2.0.0 SMTP server ready'),
    ],
    client: [ehlo, starttls],
    end: ready,
  },
  {
    name: 'only LF, and codes without words',
    protocol: 'smtp',
    server: [Buffer.from('220\n'), Buffer.from('250-x\n250 STARTTLS\n'), Buffer.from('220\n')],
    client: [ehlo, starttls],
    end: ready,
  },
  {
    name: 'without STARTTLS',
    protocol: 'smtp',
    server: [text('220 x'), text('250-x', '250-SIZE 1', '250 XSTARTTLS')],
    client: [ehlo],
    end: refused,
    refusal: noExtension,
  },
  {
    name: 'a bell among the words',
    protocol: 'smtp',
    server: [text('421 4.7.0 Too many connections\u0007')],
    client: [],
    end: refused,
    refusal: ['other-protocol', 'bytes that are no text: 65 63 74 69 6F 6E 73 07'],
  },
  {
    name: 'throttled, in words that turn a terminal around',
    protocol: 'smtp',
    server: [text('421 Too many\u202e\u2028 connections\u001b[2J')],
    client: [],
    end: refused,
    refusal: ['unavailable', '421 Too many\uFFFD\uFFFD connections\uFFFD[2J'],
  },
  {
    name: 'throttled after the second word',
    protocol: 'smtp',
    server: [text('220 x'), text('250-x', '250 STARTTLS'), text('421 4.7.0 Try again later')],
    client: [ehlo, starttls],
    end: refused,
    refusal: ['unavailable', '421 4.7.0 Try again later'],
  },
  {
    name: 'EHLO refused',
    protocol: 'smtp',
    server: [text('220 x'), text('550 Invalid EHLO domain')],
    client: [ehlo],
    end: refused,
    refusal: ['unavailable', '550 Invalid EHLO domain'],
  },
  {
    name: 'older than EHLO',
    protocol: 'smtp',
    server: [text('220 x'), text('502 Command not implemented')],
    client: [ehlo],
    end: refused,
    refusal: ['not-offered', '502 Command not implemented'],
  },
  {
    name: 'TLS has no certificate',
    protocol: 'smtp',
    server: [text('220 x'), text('250 STARTTLS'), text('454 4.7.0 TLS not available')],
    client: [ehlo, starttls],
    end: refused,
    refusal: ['unavailable', '454 4.7.0 TLS not available'],
  },
  {
    name: 'offered and then unknown',
    protocol: 'smtp',
    server: [text('220 x'), text('250-x', '250 STARTTLS'), text('502 5.5.1 Not implemented')],
    client: [ehlo, starttls],
    end: refused,
    refusal: ['not-offered', '502 5.5.1 Not implemented'],
  },
  {
    name: 'SSH on the port',
    protocol: 'smtp',
    server: [text('SSH-2.0-OpenSSH_10.0p2')],
    client: [],
    end: refused,
    refusal: ['other-protocol', 'SSH-2.0-OpenSSH_10.0p2'],
  },
  {
    name: 'TLS from the first byte',
    protocol: 'smtp',
    server: [hex('15 0301 0002 0246')],
    client: [],
    end: refused,
    refusal: ['other-protocol', 'bytes that are no text: 15'],
  },
  { name: 'half a greeting', protocol: 'smtp', server: [Buffer.from('220-wait')], client: [], end: 'wait' },
  {
    name: 'a greeting whose last line does not come',
    protocol: 'smtp',
    server: [text('220-Do not talk yet')],
    client: [],
    end: 'wait',
  },
  {
    name: 'silent after EHLO',
    protocol: 'smtp',
    server: [text('220 x'), Buffer.from('250-x')],
    client: [ehlo],
    end: 'send',
  },
  {
    name: 'Dovecot',
    protocol: 'lmtp',
    server: [
      text('220 mail.example.jp Dovecot ready.'),
      text('250-mail.example.jp', '250-STARTTLS', '250 ENHANCEDSTATUSCODES'),
      text('220 2.0.0 Begin TLS negotiation now.'),
    ],
    client: [text('LHLO tenken.invalid'), starttls],
    end: ready,
  },
  {
    name: 'Dovecot',
    protocol: 'imap',
    server: [
      text('* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE STARTTLS LOGINDISABLED] ready.'),
      text(
        '* CAPABILITY IMAP4rev1 SASL-IR STARTTLS LOGINDISABLED',
        'a001 OK Pre-login capabilities listed, post-login capabilities have more.',
      ),
      text('a002 OK Begin TLS negotiation now.'),
    ],
    client: [capability, imapStart],
    end: ready,
  },
  {
    name: 'small letters, and untagged words between',
    protocol: 'imap',
    server: [
      text('* ok hello'),
      text('* OK Still here', '* capability imap4 starttls', 'A001 ok done'),
      text('* NO a notice', 'a002 ok'),
    ],
    client: [capability, imapStart],
    end: ready,
  },
  {
    name: 'capabilities without STARTTLS',
    protocol: 'imap',
    server: [text('* OK'), text('* CAPABILITY IMAP4rev1 XSTARTTLS', 'a001 OK')],
    client: [capability],
    end: refused,
    refusal: noCapability,
  },
  {
    name: 'a session that is open already',
    protocol: 'imap',
    server: [text('* PREAUTH welcome back')],
    client: [],
    end: refused,
    refusal: ['not-offered', '* PREAUTH welcome back'],
  },
  {
    name: 'BYE at once',
    protocol: 'imap',
    server: [text('* BYE too many connections')],
    client: [],
    end: refused,
    refusal: ['unavailable', '* BYE too many connections'],
  },
  {
    name: 'BYE in the middle',
    protocol: 'imap',
    server: [text('* OK'), text('* BYE shutting down')],
    client: [capability],
    end: refused,
    refusal: ['unavailable', '* BYE shutting down'],
  },
  {
    name: 'STARTTLS refused',
    protocol: 'imap',
    server: [text('* OK'), text('* CAPABILITY STARTTLS', 'a001 OK'), text('a002 BAD Unknown command')],
    client: [capability, imapStart],
    end: refused,
    refusal: ['not-offered', 'BAD Unknown command'],
  },
  {
    name: 'POP3 on the port',
    protocol: 'imap',
    server: [text('+OK Dovecot ready.')],
    client: [],
    end: refused,
    refusal: ['other-protocol', '+OK Dovecot ready.'],
  },
  {
    name: 'OKAY is not OK',
    protocol: 'imap',
    server: [text('* OKAY')],
    client: [],
    end: refused,
    refusal: ['other-protocol', '* OKAY'],
  },
  {
    name: 'Dovecot',
    protocol: 'pop3',
    server: [text('+OK Dovecot (Debian) ready. <1.2@x>'), text('+OK Begin TLS negotiation now.')],
    client: [stls],
    end: ready,
  },
  {
    name: 'without STLS',
    protocol: 'pop3',
    server: [text('+OK'), text('-ERR Unknown command.')],
    client: [stls],
    end: refused,
    refusal: ['not-offered', '-ERR Unknown command.'],
  },
  {
    name: 'in trouble',
    protocol: 'pop3',
    server: [text('+OK'), text('-ERR [SYS/TEMP] busy')],
    client: [stls],
    end: refused,
    refusal: ['unavailable', '-ERR [SYS/TEMP] busy'],
  },
  {
    name: 'closed to us',
    protocol: 'pop3',
    server: [text('-ERR too many connections')],
    client: [],
    end: refused,
    refusal: ['unavailable', '-ERR too many connections'],
  },
  {
    name: 'an OpenLDAP server',
    protocol: 'ldap',
    server: [hex('300c 020101 7807 0a0100 0400 0400')],
    client: [ldapRequest],
    end: ready,
  },
  {
    name: 'a domain controller, lengths in four bytes, with the name of the answer',
    protocol: 'ldap',
    server: [
      hex(
        '308400000028 020101 78840000001f 0a0100 0400 0400 8a16 312e332e362e312e342e312e313436362e3230303337',
      ),
    ],
    client: [ldapRequest],
    end: ready,
  },
  {
    name: 'a domain controller without a certificate',
    protocol: 'ldap',
    server: [hex('30840000001a 020101 788400000011 0a0134 0400 040a 6572726f722035320000')],
    client: [ldapRequest],
    end: refused,
    refusal: ['unavailable', 'unavailable (52) error 52\uFFFD\uFFFD'],
  },
  {
    name: 'without StartTLS',
    protocol: 'ldap',
    server: [hex('301d 020101 7818 0a0102 0400 0411 756e737570706f72746564206f7065723f')],
    client: [ldapRequest],
    end: refused,
    refusal: ['not-offered', 'protocolError (2) unsupported oper?'],
  },
  {
    name: 'a notice of disconnection',
    protocol: 'ldap',
    server: [hex('300c 020100 7807 0a0134 0400 0400')],
    client: [ldapRequest],
    end: refused,
    refusal: ['unavailable', 'unavailable (52)'],
  },
  {
    name: 'a notice of disconnection for an error of protocol',
    protocol: 'ldap',
    server: [hex('300c 020100 7807 0a0102 0400 0400')],
    client: [ldapRequest],
    end: refused,
    refusal: ['unavailable', 'protocolError (2)'],
  },
  {
    name: 'a success that belongs to no request of ours',
    protocol: 'ldap',
    server: [hex('300c 020107 7807 0a0100 0400 0400')],
    client: [ldapRequest],
    end: refused,
    refusal: ['other-protocol', 'no answer of LDAP to an extended request'],
  },
  {
    name: 'an indefinite length',
    protocol: 'ldap',
    server: [hex('3080 020101 7807 0a0100 0400 0400 0000')],
    client: [ldapRequest],
    end: refused,
    refusal: ['other-protocol', 'no answer of LDAP to an extended request'],
  },
  {
    name: 'a length of 4 GB',
    protocol: 'ldap',
    server: [hex('3084ffffffff 020101')],
    client: [ldapRequest],
    end: refused,
    refusal: ['other-protocol', 'no answer of LDAP to an extended request'],
  },
  {
    name: 'HTTP on the port',
    protocol: 'ldap',
    server: [text('HTTP/1.1 400 Bad Request')],
    client: [ldapRequest],
    end: refused,
    refusal: ['other-protocol', 'begins with "HT"'],
  },
  {
    name: 'vsftpd',
    protocol: 'ftp',
    server: [text('220 (vsFTPd 3.0.3)'), text('234 Proceed with negotiation.')],
    client: [authTls],
    end: ready,
  },
  {
    name: 'a long greeting whose lines have no digits, and one that looks like the end',
    protocol: 'ftp',
    server: [
      text('120 ready in 1 minute', '220-Welcome', '  220 not yet', '221 neither', '220 now'),
      text('234 AUTH TLS OK.'),
    ],
    client: [authTls],
    end: ready,
  },
  {
    name: 'TLS not configured',
    protocol: 'ftp',
    server: [text('220 x'), text('530 Please login with USER and PASS.')],
    client: [authTls],
    end: refused,
    refusal: ['not-offered', '530 Please login with USER and PASS.'],
  },
  {
    name: 'a second greeting, which answers nothing',
    protocol: 'ftp',
    server: [text('220 x'), text('220 y')],
    client: [authTls],
    end: refused,
    refusal: ['other-protocol', '220 y'],
  },
  {
    name: 'full',
    protocol: 'ftp',
    server: [text('421 There are too many connected users')],
    client: [],
    end: refused,
    refusal: ['unavailable', '421 There are too many connected users'],
  },
  { name: 'willing', protocol: 'postgresql', server: [Buffer.from('S')], client: [sslRequest], end: ready },
  {
    name: 'without TLS',
    protocol: 'postgresql',
    server: [Buffer.from('N')],
    client: [sslRequest],
    end: refused,
    refusal: ['not-offered', 'N'],
  },
  {
    name: 'full',
    protocol: 'postgresql',
    server: [
      Buffer.concat([hex('45 00000034'), Buffer.from('SFATAL\0C53300\0Msorry, too many clients already\0\0')]),
    ],
    client: [sslRequest],
    end: refused,
    refusal: ['unavailable', 'sorry, too many clients already'],
  },
  {
    name: 'unable to start a process, in the old form',
    protocol: 'postgresql',
    server: [Buffer.from('Ecould not fork new process for connection\n\0')],
    client: [sslRequest],
    end: refused,
    refusal: ['unavailable', 'could not fork new process for connection'],
  },
  {
    name: 'SSH on the port',
    protocol: 'postgresql',
    server: [text('XYZ')],
    client: [sslRequest],
    end: refused,
    refusal: ['other-protocol', 'begins with "X"'],
  },
  {
    name: 'MariaDB with TLS',
    protocol: 'mysql',
    server: [mysqlGreeting('feff')],
    client: [mysqlRequest],
    end: ready,
  },
  {
    name: 'MariaDB without TLS',
    protocol: 'mysql',
    server: [mysqlGreeting('fef7')],
    client: [],
    end: refused,
    refusal: ['not-offered', 'no CLIENT_SSL among the capabilities'],
  },
  {
    name: 'a host that may not connect',
    protocol: 'mysql',
    server: [mysqlPacket(Buffer.concat([hex('ff 6a04'), Buffer.from("Host '192.0.2.1' is not allowed to connect")]))],
    client: [],
    end: refused,
    refusal: ['unavailable', "1130 Host '192.0.2.1' is not allowed to connect"],
  },
  {
    name: 'SSH on the port',
    protocol: 'mysql',
    server: [text('SSH-2.0-x')],
    client: [],
    end: refused,
    refusal: ['other-protocol', 'begins with "SSH-2"'],
  },
  {
    name: 'a greeting without an end to its version',
    protocol: 'mysql',
    server: [hex('06000000 0a 3132333435')],
    client: [],
    end: refused,
    refusal: ['other-protocol', 'a greeting cut short'],
  },
  { name: 'silent', protocol: 'mysql', server: [hex('4a0000')], client: [], end: 'wait' },
  {
    name: 'Prosody',
    protocol: 'xmpp',
    server: [offered, Buffer.from("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")],
    client: [xmppOpen, xmppStart],
    end: ready,
  },
  {
    name: 'two tags for proceed, and other prefixes',
    protocol: 'xmpp',
    server: [
      Buffer.from(
        '<s:stream xmlns:s="http://etherx.jabber.org/streams" version="1.0">\n <s:features>' +
          '<t:starttls xmlns:t="urn:ietf:params:xml:ns:xmpp-tls"/>\n</s:features>',
      ),
      Buffer.from('<t:proceed xmlns:t="urn:ietf:params:xml:ns:xmpp-tls"></t:proceed>'),
    ],
    client: [xmppOpen, xmppStart],
    end: ready,
  },
  {
    name: 'Prosody',
    protocol: 'xmpp-server',
    server: [offered, Buffer.from("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")],
    client: [xmppServerOpen, xmppStart],
    end: ready,
  },
  {
    name: 'an unknown domain',
    protocol: 'xmpp',
    server: [
      stream(
        "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
      ),
    ],
    client: [xmppOpen],
    end: refused,
    refusal: ['unavailable', 'stream error host-unknown'],
  },
  {
    name: 'no starttls among the features',
    protocol: 'xmpp',
    server: [stream('<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>')],
    client: [xmppOpen],
    end: refused,
    refusal: ['not-offered', 'no starttls among the features'],
  },
  {
    name: 'no features at all',
    protocol: 'xmpp',
    server: [stream('<stream:features/>')],
    client: [xmppOpen],
    end: refused,
    refusal: ['not-offered', 'no starttls among the features'],
  },
  {
    name: 'TLS cannot begin',
    protocol: 'xmpp',
    server: [offered, Buffer.from("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>")],
    client: [xmppOpen, xmppStart],
    end: refused,
    refusal: ['unavailable', 'failure'],
  },
  {
    name: 'the stream ends',
    protocol: 'xmpp',
    server: [stream('</stream:stream>')],
    client: [xmppOpen],
    end: refused,
    refusal: ['unavailable', 'the stream was closed'],
  },
  {
    name: 'a document type',
    protocol: 'xmpp',
    server: [Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><stream>')],
    client: [xmppOpen],
    end: refused,
    refusal: ['other-protocol', 'a tag that XMPP has not: <!DOCTYPE x [<!ENTITY a "b">'],
  },
  {
    name: 'SSH on the port',
    protocol: 'xmpp',
    server: [text('SSH-2.0-x')],
    client: [xmppOpen],
    end: refused,
    refusal: ['other-protocol', 'begins with "S"'],
  },
  {
    name: 'half the features',
    protocol: 'xmpp',
    server: [stream('<stream:features><starttls')],
    client: [xmppOpen],
    end: 'send',
  },
  {
    name: 'TLS chosen',
    protocol: 'rdp',
    server: [hex('03000013 0ed0 0000 1234 00 02 00 0800 01000000')],
    client: [rdpRequest],
    end: ready,
  },
  {
    name: 'CredSSP chosen',
    protocol: 'rdp',
    server: [hex('03000013 0ed0 0000 1234 00 02 1f 0800 02000000')],
    client: [rdpRequest],
    end: ready,
  },
  {
    name: 'plain RDP security chosen',
    protocol: 'rdp',
    server: [hex('03000013 0ed0 0000 1234 00 02 00 0800 00000000')],
    client: [rdpRequest],
    end: refused,
    refusal: ['not-offered', 'plain RDP security'],
  },
  {
    name: 'an old server that passes the question over',
    protocol: 'rdp',
    server: [hex('0300000b 06d0 0000 1234 00')],
    client: [rdpRequest],
    end: refused,
    refusal: ['not-offered', 'plain RDP security'],
  },
  {
    name: 'failure: no TLS allowed',
    protocol: 'rdp',
    server: [hex('03000013 0ed0 0000 1234 00 03 00 0800 02000000')],
    client: [rdpRequest],
    end: refused,
    refusal: ['not-offered', 'SSL_NOT_ALLOWED_BY_SERVER'],
  },
  {
    name: 'failure: wants more than CredSSP',
    protocol: 'rdp',
    server: [hex('03000013 0ed0 0000 1234 00 03 00 0800 06000000')],
    client: [rdpRequest],
    end: refused,
    refusal: ['unavailable', 'SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER'],
  },
  {
    name: 'failure of an unknown kind',
    protocol: 'rdp',
    server: [hex('03000013 0ed0 0000 1234 00 03 00 0800 63000000')],
    client: [rdpRequest],
    end: refused,
    refusal: ['unavailable', 'failure 99'],
  },
  {
    name: 'a disconnect',
    protocol: 'rdp',
    server: [hex('0300000b 0680 0000 1234 00')],
    client: [rdpRequest],
    end: refused,
    refusal: ['other-protocol', 'no confirmation of a connection'],
  },
  {
    name: 'a negotiation answer cut short',
    protocol: 'rdp',
    server: [hex('0300000f 0ad0 0000 1234 00 02000800')],
    client: [rdpRequest],
    end: refused,
    refusal: ['other-protocol', 'no answer to the negotiation'],
  },
  {
    name: 'HTTP on the port',
    protocol: 'rdp',
    server: [text('HTTP/1.1 400')],
    client: [rdpRequest],
    end: refused,
    refusal: ['other-protocol', 'begins with "HTTP"'],
  },
  {
    name: 'Dovecot',
    protocol: 'sieve',
    server: [
      text(
        '"IMPLEMENTATION" "Dovecot (Debian) Pigeonhole"',
        '"SIEVE" "fileinto reject"',
        '"SASL" ""',
        '"STARTTLS"',
        '"VERSION" "1.0"',
        'OK "Dovecot ready."',
      ),
      text('OK "Begin TLS negotiation now."'),
    ],
    client: [starttls],
    end: ready,
  },
  {
    name: 'strings by their length, with lines like answers inside',
    protocol: 'sieve',
    server: [
      text('{14}', 'IMPLEMENTATION {10+}', 'OK', 'NO', 'BYE', '"starttls"', 'ok'),
      text('OK {4}', 'go!!'),
    ],
    client: [starttls],
    end: ready,
  },
  {
    name: 'without STARTTLS',
    protocol: 'sieve',
    server: [text('"IMPLEMENTATION" "x"', 'OK')],
    client: [],
    end: refused,
    refusal: noCapability,
  },
  {
    name: 'busy',
    protocol: 'sieve',
    server: [text('"STARTTLS"', 'OK'), text('NO (TRYLATER) "busy"')],
    client: [starttls],
    end: refused,
    refusal: ['unavailable', 'NO (TRYLATER) "busy"'],
  },
  {
    name: 'BYE at once',
    protocol: 'sieve',
    server: [text('BYE "too many connections"')],
    client: [],
    end: refused,
    refusal: ['unavailable', 'BYE "too many connections"'],
  },
  {
    name: 'INN for readers',
    protocol: 'nntp',
    server: [
      text('200 news.example.jp InterNetNews NNRP server ready (posting ok)'),
      text('101 Capability list:', 'VERSION 2', 'READER', 'STARTTLS', '.'),
      text('382 Begin TLS negotiation now'),
    ],
    client: [text('CAPABILITIES'), starttls],
    end: ready,
  },
  {
    name: 'INN for servers, which hands over',
    protocol: 'nntp',
    server: [
      text('201 x'),
      text('101 x', 'VERSION 2', 'IHAVE', 'MODE-READER', '.'),
      text('200 x'),
      text('101 x', 'VERSION 2', 'READER', 'starttls', '.'),
      text('382 x'),
    ],
    client: [text('CAPABILITIES'), text('MODE READER'), text('CAPABILITIES'), starttls],
    end: ready,
  },
  {
    name: 'older than CAPABILITIES',
    protocol: 'nntp',
    server: [text('200 x'), text('500 What?'), text('382 Continue')],
    client: [text('CAPABILITIES'), starttls],
    end: ready,
  },
  {
    name: 'without STARTTLS',
    protocol: 'nntp',
    server: [text('200 x'), text('101 x', 'VERSION 2', '.')],
    client: [text('CAPABILITIES')],
    end: refused,
    refusal: noCapability,
  },
  {
    name: 'TLS cannot begin',
    protocol: 'nntp',
    server: [text('200 x'), text('101 x', 'STARTTLS', '.'), text('580 Can not initiate TLS negotiation')],
    client: [text('CAPABILITIES'), starttls],
    end: refused,
    refusal: ['unavailable', '580 Can not initiate TLS negotiation'],
  },
  {
    name: 'closed to us',
    protocol: 'nntp',
    server: [text('502 You have no permission to talk.')],
    client: [],
    end: refused,
    refusal: ['unavailable', '502 You have no permission to talk.'],
  },
];
