import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultStartTls, startTlsDialogue, startTlsProtocols } from './index.ts';
import type { StartTlsProtocol } from './index.ts';
import type { Progress } from './progress.ts';
import { transcripts } from './testcases/transcripts.ts';
import type { Transcript } from './testcases/transcripts.ts';

const domain = 'example.jp';
const whole = ({ server }: Transcript) => Buffer.concat(server);
/** Fatal alert 40, which a TLS server sends. */
const alert = Buffer.from('15030300020228', 'hex');

/** What a connection does with the bytes as they come: each message once, and only when the ones before are out. */
function converse(protocol: StartTlsProtocol, pieces: readonly Uint8Array[]) {
  const dialogue = startTlsDialogue(protocol, domain);
  const sent: Buffer[] = [];
  let received = Buffer.alloc(0);
  let end: Progress = dialogue(received);
  const send = () => {
    if (end.type === 'send' && end.index === sent.length) sent.push(Buffer.from(end.bytes));
    if (end.type === 'ready' && end.first.length > 0) sent.push(Buffer.from(end.first));
  };
  send();
  for (const piece of pieces) {
    if (end.type === 'ready' || end.type === 'refused') break;
    received = Buffer.concat([received, piece]);
    end = dialogue(received);
    send();
  }
  return { sent, end };
}

const byteByByte = (bytes: Buffer) => Array.from(bytes, (byte) => Uint8Array.of(byte));

/** The bytes cut at each of these places. */
function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((one) => one % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, index) => bytes.subarray(places[index], to));
}

describe.each(transcripts)('$protocol: $name', (transcript) => {
  const { protocol, server, client, end, refusal } = transcript;

  test('says what is due, and how it ends', () => {
    const outcome = converse(protocol, server);
    expect(outcome.sent.map(String)).toEqual(client.map(String));
    expect(outcome.end.type).toBe(end);
    if (outcome.end.type === 'ready') expect(outcome.end.tlsFrom).toBe(whole(transcript).length);
    if (outcome.end.type === 'refused') expect([outcome.end.why, outcome.end.what]).toEqual(refusal);
  });

  test('says the same byte by byte, and at a replay', () => {
    const live = converse(protocol, server);
    expect(converse(protocol, byteByByte(whole(transcript)))).toEqual(live);
    expect(startTlsDialogue(protocol, domain)(whole(transcript))).toEqual(live.end);
  });

  test('says the same in any other pieces', () => {
    const live = converse(protocol, server);
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 8 }), (places) => {
        // Pieces that end in the middle of an answer; the answers themselves wait for their question.
        const pieces = server.flatMap((answer) => cut(answer, places));
        expect(converse(protocol, pieces)).toEqual(live);
      }),
      { numRuns: 30 },
    );
  });
});

describe.each(transcripts.filter(({ end }) => end === 'ready'))('$protocol: $name', (transcript) => {
  const dialogue = startTlsDialogue(transcript.protocol, domain);
  const goAhead = whole(transcript);

  test.each([
    ['an alert of TLS', alert],
    ['a line that was slipped in', Buffer.from('220 injected\r\n')],
    ['more than any dialogue may have', Buffer.alloc(200_000, 0x16)],
  ])('is as far when %s follows the go-ahead', (_name, after) => {
    expect(dialogue(Buffer.concat([goAhead, after]))).toEqual(dialogue(goAhead));
  });

  test('is not ready one byte earlier', () => {
    expect(dialogue(goAhead.subarray(0, -1)).type).toMatch(/^(?:send|wait)$/);
  });
});

describe.each(startTlsProtocols)('%s', (protocol) => {
  const dialogue = startTlsDialogue(protocol, domain);

  /** What holds of any bytes: an answer of the closed list, within bounds. */
  const expectBounded = (bytes: Uint8Array) => {
    const progress = dialogue(bytes);
    expect(['wait', 'send', 'ready', 'refused']).toContain(progress.type);
    if (progress.type === 'ready') expect(progress.tlsFrom).toBeLessThanOrEqual(bytes.length);
    if (progress.type === 'refused') {
      expect(progress.what.length).toBeLessThanOrEqual(240);
      expect(progress.what).not.toMatch(/\p{C}/u);
    }
    return progress;
  };

  test('takes any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void expectBounded(bytes)));
  });

  test('takes any change of what real servers say, and never takes an end back', () => {
    const all = transcripts.filter((one) => one.protocol === protocol).map(whole);
    const change = fc.record({ at: fc.nat(500), value: fc.nat(255) });
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(change, { maxLength: 4 }),
        fc.nat(500),
        (bytes, changes, at) => {
          const changed = Buffer.from(bytes);
          for (const { at: place, value } of changes) changed[place % changed.length] = value;
          const before = expectBounded(changed.subarray(0, at % (changed.length + 1)));
          const after = expectBounded(changed);
          if (before.type === 'ready' || before.type === 'refused') expect(after).toEqual(before);
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    ['zeros', () => Buffer.alloc(1 << 20)],
    ['letters without a line', () => Buffer.alloc(1 << 20, 'a')],
    ['empty lines', () => Buffer.alloc(1 << 20, '\r\n')],
    ['lines that go on', () => Buffer.alloc(1 << 20, '220-x\r\n')],
    ['untagged lines', () => Buffer.concat([Buffer.from('* OK\r\n'), Buffer.alloc(1 << 20, '* x\r\n')])],
    ['strings', () => Buffer.alloc(1 << 20, '"{1}\r\na\r\n')],
    ['opening brackets', () => Buffer.alloc(1 << 20, '<')],
    ['declarations', () => Buffer.alloc(1 << 20, '<?x?>')],
    ['elements', () => Buffer.concat([Buffer.from('<stream><features>'), Buffer.alloc(1 << 20, '<a>')])],
    ['quotes', () => Buffer.concat([Buffer.from('<a b="'), Buffer.alloc(1 << 20, '>')])],
    ['sequences', () => Buffer.alloc(1 << 20, 0x30)],
  ])('comes to an end with a megabyte of %s, soon', (_name, bytes) => {
    const endless = bytes();
    const startedAt = performance.now();
    expect(expectBounded(endless).type).toBe('refused');
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

test('a domain that is none is left out of the stream, not written into it', () => {
  const opening = (name: string) => {
    const progress = startTlsDialogue('xmpp', name)(new Uint8Array());
    return progress.type === 'send' ? Buffer.from(progress.bytes).toString() : '';
  };
  expect(opening('例え.jp')).toContain(" to='例え.jp' ");
  for (const name of ["a'><b", 'a&b', 'a\nb']) expect(opening(name)).not.toContain('to=');
});

test('well-known ports suggest a protocol, others none', () => {
  expect([25, 587, 143, 110, 389, 21, 5432, 3306, 5222, 5269, 3389, 4190, 119].map(defaultStartTls)).toEqual([
    'smtp',
    'smtp',
    'imap',
    'pop3',
    'ldap',
    'ftp',
    'postgresql',
    'mysql',
    'xmpp',
    'xmpp-server',
    'rdp',
    'sieve',
    'nntp',
  ]);
  expect([443, 465, 636, 993, 995, 0, 65_536].map(defaultStartTls)).toEqual(Array(7).fill(null));
});
