import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import type { ChannelInput, ChannelSettings } from '../../collector/src/api/alert-schemas.ts';
import { containing } from '../support/containing.ts';
import { makeScratchFolder, removeScratchFolder, scratchFolder } from '../support/scratch-folder.ts';
import { alertable, alerting, enrolledHost, judged } from './alerting.ts';
import { identityOf, mailServer, syslogServer, webhookServer } from './receivers.ts';
import type { Identity } from './receivers.ts';

const folder = makeScratchFolder();
let identity: Identity;
let other: Identity;

beforeAll(async () => {
  identity = await identityOf(join(folder, 'authority'));
  other = await identityOf(join(folder, 'other'));
});
afterAll(() => removeScratchFolder(folder));

const password = 'とても長い合言葉 & 記号';

function mail(port: number, changes: Partial<Extract<ChannelSettings, { kind: 'mail' }>> = {}): ChannelInput {
  return {
    name: 'メール',
    settings: {
      kind: 'mail',
      host: 'localhost',
      port,
      security: 'starttls',
      authority: identity.authority,
      from: 'tenken@example.jp',
      to: ['security@example.jp', 'audit@example.jp'],
      user: 'tenken',
      password: 'stored',
      ...changes,
    },
  };
}

describe('mail', () => {
  test.each(['starttls', 'tls'] as const)(
    'by %s, with a password, to a server of an own authority',
    async (how) => {
      const server = await mailServer(identity, how, password);
      const { call, channel } = await alerting();
      const id = await channel({ ...mail(server.port, { security: how }), secret: password });
      const tested = await call('POST', `/alerts/channels/${id}/test`, { language: 'ja' });
      expect(tested.json).toMatchObject({ sent: true, error: null });
      const [got] = server.mails;
      expect(got).toMatchObject({
        from: 'tenken@example.jp',
        to: ['security@example.jp', 'audit@example.jp'],
        user: 'tenken',
        wasSecure: true,
      });
      expect(got?.raw).toContain(`Message-ID: <${String(tested.json['messageId'])}@example.jp>`);
      expect(got?.raw).toMatch(/^Auto-Submitted: auto-generated/m);
      // The log tells it too, as sent.
      const log = await call('GET', '/alerts/messages');
      expect(log.json['messages']).toMatchObject([
        { rule: null, channel: 'メール', state: 'sent', attempts: 1 },
      ]);
    },
  );

  test('a server without STARTTLS, of another authority, or with another password is told of, and gets no password', async () => {
    const { call, channel } = await alerting();
    const clear = await mailServer(identity, 'clear');
    const foreign = await mailServer(other, 'tls', password);
    const strict = await mailServer(identity, 'tls', 'another one');
    const tries = [
      [{ ...mail(clear.port), secret: password }, /STARTTLS/i],
      [{ ...mail(foreign.port, { security: 'tls' }), secret: password }, /certificate|issuer/i],
      [{ ...mail(strict.port, { security: 'tls' }), secret: password }, /login|auth|535|password/i],
    ] as const;
    for (const [wanted, words] of tries) {
      const id = await channel(wanted);
      const { json } = await call('POST', `/alerts/channels/${id}/test`, {});
      expect(json['sent']).toBe(false);
      const { ja, en } = json['error'] as { ja: string; en: string };
      expect(en).toMatch(words);
      expect(ja).toMatch(/[ぁ-ん]/);
      expect(JSON.stringify(json)).not.toContain(password);
    }
    expect([...clear.mails, ...foreign.mails, ...strict.mails]).toEqual([]);
  });

  test('the password of a file that the configuration names for this server, and for no other', async () => {
    const server = await mailServer(identity, 'tls', 'from a file');
    const file = join(scratchFolder(), 'password');
    writeFileSync(file, 'from a file\n', { mode: 0o600 });
    const { call, channel } = await alerting({
      alerts: { ...alertable.alerts, secretFiles: new Map([['localhost', file]]) },
    });
    const fromFile = { security: 'tls', password: 'file' } as const;
    const here = await channel(mail(server.port, fromFile));
    expect((await call('POST', `/alerts/channels/${here}/test`, {})).json).toMatchObject({ sent: true });
    const elsewhere = await channel(mail(server.port, { ...fromFile, host: '127.0.0.1' }));
    expect((await call('POST', `/alerts/channels/${elsewhere}/test`, {})).json).toMatchObject({
      sent: false,
      error: { ja: containing('--alert-secret-file 127.0.0.1=FILE'), en: containing('FILE') },
    });
    expect(server.mails).toHaveLength(1);
  });

  test('without TLS there is no password', async () => {
    const { call } = await alerting();
    const { status, json } = await call('POST', '/alerts/channels', {
      ...mail(25, { security: 'none' }),
      secret: password,
    });
    expect({ status, title: json['title'] }).toEqual({ status: 400, title: 'alert-channel-invalid' });
    expect(json['field']).toMatch(/^\/(?:secret|settings\/(?:authority|url|user))$/);
  });
});

describe('a webhook', () => {
  test('gets what happened as JSON, signed, with an id', async () => {
    const hook = await webhookServer(identity);
    const { collector, channel, rule } = await alerting();
    const { repositories, alerts } = collector.context;
    const key = 'a key of the receiver';
    const to = await channel({
      name: 'hook',
      settings: { kind: 'webhook', url: `${hook.url}/in?x=1`, authority: identity.authority },
      secret: key,
    });
    await rule({ channels: [to] });
    const host = await enrolledHost(repositories, { name: 'kikan-pc01', label: '総務課' });
    await judged(repositories, host, { 'time-synchronized': 'fail', 'disk-encrypted': 'pass' });
    await alerts.settle();
    const [post] = hook.posts;
    expect(hook.posts).toHaveLength(1);
    const body = JSON.parse(post?.body ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({
      version: 1,
      kind: 'failure',
      rule: { name: '新たな不適合' },
      total: 1,
      subject: '[Tenken] 新たな不適合: 新たな不適合 1件（1台）',
      entries: [{ hostName: 'kikan-pc01', label: '総務課', control: 'time-synchronized' }],
    });
    expect(post).toMatchObject({ path: '/in?x=1', headers: { 'tenken-message': body['id'] } });
    const [, at = '', signature] = /^t=(\d+),v1=(\w+)$/.exec(String(post?.headers['tenken-signature'])) ?? [];
    expect(signature).toBe(createHmac('sha256', key).update(`${at}.${post?.body}`).digest('hex'));
    expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(60);
    // What was told is not told again.
    await alerts.settle();
    expect(hook.posts).toHaveLength(1);
  });

  test('redirects are not followed, and an endless answer ends', async () => {
    const target = await webhookServer(identity);
    const redirecting = await webhookServer(identity, (_request, response) => {
      response.writeHead(307, { location: `${target.url}/other` }).end();
    });
    const endless = await webhookServer(identity, (_request, response) => {
      response.writeHead(200);
      const more = () =>
        void (response.write('x'.repeat(65_536)) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    const { call, channel } = await alerting();
    const settings = { kind: 'webhook', authority: identity.authority } as const;
    const first = await channel({ name: 'a', settings: { ...settings, url: redirecting.url } });
    expect((await call('POST', `/alerts/channels/${first}/test`, {})).json).toMatchObject({
      sent: false,
      error: { ja: containing('転送先'), en: containing('redirect') },
    });
    const second = await channel({ name: 'b', settings: { ...settings, url: endless.url } });
    expect((await call('POST', `/alerts/channels/${second}/test`, {})).json).toMatchObject({
      sent: false,
      error: { ja: containing('長すぎ'), en: containing('too long') },
    });
    expect(target.posts).toEqual([]);
  });

  test.each(['teams', 'slack'] as const)(
    'of %s gets text that shows nothing as markup, and its address stays hidden',
    async (kind) => {
      const hook = await webhookServer(identity);
      const { call, collector, channel, rule } = await alerting();
      const { repositories, alerts } = collector.context;
      const settings = { kind, authority: identity.authority };
      const to = await channel({ name: kind, settings, secret: `${hook.url}/secret-part/of-the-address` });
      await rule({ channels: [to], language: 'en' });
      const name = '<!channel> [click](https://evil.example)';
      await judged(repositories, await enrolledHost(repositories, { name }), { 'disk-encrypted': 'fail' });
      await alerts.settle();
      const [post] = hook.posts;
      expect(post?.path).toBe('/secret-part/of-the-address');
      const body = JSON.parse(post?.body ?? '') as Record<string, unknown>;
      if (kind === 'slack') {
        expect(body).toMatchObject({ mrkdwn: false, text: containing('&lt;!channel&gt; [click]') });
        expect(body['text']).not.toContain('<!channel>');
      } else {
        expect(body).toMatchObject({
          type: 'message',
          attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
        });
        // Runs of text are shown as they are; blocks of text would be Markdown.
        expect(post?.body).toContain('"type":"TextRun"');
        expect(post?.body).not.toContain('"type":"TextBlock"');
        expect(post?.body).toContain('<!channel> [click]');
      }
      const listed = await call('GET', '/alerts/channels');
      expect(listed.json['channels']).toMatchObject([{ destination: hook.url, hasSecret: true }]);
      expect(JSON.stringify(listed.json)).not.toContain('secret-part');
    },
  );
});

describe('syslog', () => {
  test.each([
    ['udp', 'cef'],
    ['tcp', 'json'],
    ['tls', 'cef'],
  ] as const)('over %s as %s', async (transport, format) => {
    const server = await syslogServer(identity, transport);
    const { call, channel } = await alerting();
    const id = await channel({
      name: 'siem',
      settings: {
        kind: 'syslog',
        host: 'localhost',
        port: server.port,
        transport,
        format,
        facility: 13,
        authority: transport === 'tls' ? identity.authority : null,
      },
    });
    const tested = await call('POST', `/alerts/channels/${id}/test`, { language: 'en' });
    expect(tested.json).toMatchObject({ sent: true });
    await expect.poll(() => server.lines).toHaveLength(1);
    const [line = ''] = server.lines;
    const bytes = transport === 'udp' ? line : (/^(\d+) /.exec(line)?.[1] ?? '');
    if (transport !== 'udp') {
      expect(Number(bytes)).toBe(Buffer.byteLength(line.slice(bytes.length + 1)));
    }
    const said = transport === 'udp' ? line : line.slice(bytes.length + 1);
    // 13 × 8 + 6: an audit message of severity informational.
    expect(said).toMatch(/^<110>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ tenken \d+ test \[tenken@32473 id="[\w-]+" /);
    const rest = said.slice(said.indexOf('\uFEFF') + 1);
    const cef = /^CEF:0\|Tenken\|Collector\|[^|]+\|test\|\[Tenken] Test message\|1\|rt=\d+ /;
    expect(format === 'cef' ? cef.test(rest) : JSON.parse(rest)).toEqual(
      format === 'cef' ? true : expect.objectContaining({ version: 1, kind: 'test' }),
    );
  });

  test('a receiver of another authority gets nothing', async () => {
    const server = await syslogServer(other, 'tls');
    const { call, channel } = await alerting();
    const settings = {
      kind: 'syslog',
      host: 'localhost',
      port: server.port,
      transport: 'tls',
      format: 'json',
      facility: 16,
      authority: identity.authority,
    } as const;
    const id = await channel({ name: 'siem', settings });
    expect((await call('POST', `/alerts/channels/${id}/test`, {})).json).toMatchObject({ sent: false });
    expect(server.lines.join('')).toBe('');
  });
});
