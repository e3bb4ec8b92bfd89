import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { describe, expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { shellsHere, shellHost } from '../support/shell-host.ts';
import { openOver } from '../support/ssh-client.ts';
import { startSshServer, whyNoSshServer } from '../support/ssh-server.ts';

if (whyNoSshServer !== null) console.warn(`skipped in part: ${whyNoSshServer}`);

/** What a host answers, or why not. */
async function answerOf(host: Host, ask: (host: Host) => Promise<unknown>): Promise<unknown> {
  try {
    return await ask(host);
  } catch (error) {
    if (!isProbeError(error)) throw error;
    return { code: error.code, message: error.message };
  }
}

const hex = async (bytes: Promise<Uint8Array>) => Buffer.from(await bytes).toString('hex');

function questionsIn(folder: string): Record<string, (host: Host) => Promise<unknown>> {
  writeFileSync(join(folder, 'binary'), Buffer.from(Array.from({ length: 1024 }, (_, index) => index % 256)));
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'no newline'), 'x');
  writeFileSync(join(folder, "it's\na name あ \\n"), 'odd');
  mkdirSync(join(folder, 'folder'));
  symlinkSync('binary', join(folder, 'link'));
  symlinkSync('nowhere\n', join(folder, 'dangling'));
  symlinkSync('loop', join(folder, 'loop'));
  const at = (name: string) => join(folder, name);
  return {
    'a binary file': (host) => hex(host.readFile(at('binary'))),
    'an empty file': (host) => hex(host.readFile(at('empty'))),
    'a file without a last line break': (host) => hex(host.readFile(at('no newline'))),
    'a file with an odd name': (host) => hex(host.readFile(at("it's\na name あ \\n"))),
    'a file through a link': (host) => hex(host.readFile(at('link'))),
    'a file of the kernel': async (host) => (await host.readFile('/proc/version')).length,
    'a file as large as may be': (host) => hex(host.readFile(at('binary'), { maxBytes: 1024 })),
    'a file larger than may be': (host) => hex(host.readFile(at('binary'), { maxBytes: 1023 })),
    'a part of a file': (host) => hex(host.readFile(at('binary'), { from: 1000, maxBytes: 10 })),
    'a part beyond its end': (host) => hex(host.readFile(at('binary'), { from: 2000, maxBytes: 10 })),
    'a part from its beginning': (host) => hex(host.readFile(at('binary'), { from: 0, maxBytes: 10 })),
    'a part of nothing': (host) => hex(host.readFile(at('none'), { from: 1, maxBytes: 10 })),
    'a folder as a file': (host) => hex(host.readFile(at('folder'))),
    'a file that is not there': (host) => hex(host.readFile(at('none'))),
    'a file below a file': (host) => hex(host.readFile(at('binary/x'))),
    'a file behind a loop': (host) => hex(host.readFile(at('loop'))),
    'a dangling link as a file': (host) => hex(host.readFile(at('dangling'))),
    'an odd name that is not there': (host) => hex(host.readFile(at("not 'here'\n"))),
    'a folder': (host) => host.list(folder),
    'an empty folder': (host) => host.list(at('folder')),
    'a file as a folder': (host) => host.list(at('binary')),
    'a folder that is not there': (host) => host.list(at('none')),
    'the root': (host) => host.list('/'),
    'the status of a file': (host) => host.stat(at('binary')),
    'the status of a folder': (host) => host.stat(at('folder')),
    'the status of a device': (host) => host.stat('/dev/null'),
    'the status through a link': (host) => host.stat(at('link')),
    'the status of a dangling link': (host) => host.stat(at('dangling')),
    'the status of nothing': (host) => host.stat(at('none')),
    'a link': (host) => host.readLink(at('link')),
    'a dangling link with a line break': (host) => host.readLink(at('dangling')),
    'a file as a link': (host) => host.readLink(at('binary')),
    'no link': (host) => host.readLink(at('none')),
    'a thread of the kernel': (host) => host.readLink('/proc/2/exe'),
    'a program': (host) => host.run('printf', ['%s|', '$HOME', '`id`', "it's", 'a\nb', '-n', '\\', '']),
    'both streams and a status': (host) => host.run('sh', ['-c', 'printf out; printf err >&2; exit 3']),
    'the status 127 of a program': (host) => host.run('sh', ['-c', 'exit 127']),
    'no input': (host) => host.run('cat', []),
    'a program that is not there': (host) => host.run('no-such-program-here', []),
    'a path that is not there': (host) => host.run(at('none'), []),
    'a path that is no program': (host) => host.run(at('binary'), []),
    'a path below a file': (host) => host.run(at('binary/x'), []),
    'a relative path': (host) => host.run('../bin/true', []),
    'a program that takes too long': (host) => host.run('sleep', ['30'], { timeoutMs: 1000 }),
    'a program that floods': (host) => host.run('yes', [], { maxOutputBytes: 10_000 }),
    'Japanese output': (host) => host.run('printf', ['\\202\\240\\n']),
    'the environment': async (host) => {
      const { stdout } = await host.run('env', []);
      // bash sets what it cannot leave unset; a folder of the test's own comes first where busybox is tried.
      return stdout
        .split('\n')
        .filter((line) => !/^(_|SHLVL|PWD|OLDPWD)=/.test(line))
        .map((line) => line.replace(/^PATH=\/tmp\/[^:]+:/, 'PATH='))
        .toSorted();
    },
    'the folder that it runs in': (host) => host.run('pwd', []),
    'the registry': (host) => host.registry('HKLM\\SOFTWARE'),
  };
}

describe.runIf(process.platform === 'linux')('a shell answers as the system itself does', () => {
  test.each(Object.entries(shellsHere))('%s', async (_name, shell) => {
    const here = new LocalHost();
    const there = await shellHost(shell);
    const questions = questionsIn(scratchFolder());
    const answers = async (host: Host) =>
      Object.fromEntries(
        await Promise.all(
          Object.entries(questions).map(async ([name, ask]) => [name, await answerOf(host, ask)] as const),
        ),
      );
    const [expected, actual] = [await answers(here), await answers(there)];
    for (const [name, answer] of Object.entries(actual)) {
      const wanted =
        shell.knowsFractions || !name.startsWith('the status')
          ? expected[name]
          : wholeSeconds(expected[name]);
      expect.soft(answer, name).toEqual(wanted);
    }
  });
});

function wholeSeconds(status: unknown): unknown {
  const { modifiedAt, ...rest } = status as { modifiedAt?: string };
  return modifiedAt === undefined ? rest : { ...rest, modifiedAt: `${modifiedAt.slice(0, 19)}.000Z` };
}

describe.runIf(whyNoSshServer === null)('over a real server', () => {
  test('any text arrives as it is: as an argument, in the output, as a path', async () => {
    const server = await startSshServer(scratchFolder());
    const host = await openOver(server);
    const folder = scratchFolder();
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((drawn) => drawn.replaceAll('\0', ''));
    const dangerous = fc.stringMatching(/^['"\\$`!*?;&|<>()[\]{}~#\n\r\t %-]{0,30}$/);
    const any = fc
      .oneof(text, dangerous, fc.string({ unit: 'binary', maxLength: 40 }))
      .map((drawn) => drawn.replaceAll('\0', '').toWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 5 }), async (args) => {
        const { stdout, exitCode } = await host.run('printf', ['%s\\0', ...args]);
        expect(exitCode).toBe(0);
        expect(stdout).toBe(args.map((arg) => `${arg}\0`).join(''));
        const path = join(folder, args.join('').replaceAll('/', '_').slice(0, 40));
        await expect(host.readFile(`${path}-not-there`)).rejects.toMatchObject({ code: 'not-found' });
      }),
      { numRuns: 60 },
    );
    const name = "-rf 'x' $(id) `id` \\ \n あ";
    writeFileSync(join(folder, name), 'content');
    expect(await host.list(folder)).toEqual([name]);
    expect(Buffer.from(await host.readFile(join(folder, name))).toString()).toBe('content');
    host.close();
  });

  test('a large file comes whole, and what is asked at once shares round trips', async () => {
    const server = await startSshServer(scratchFolder());
    const host = await openOver(server);
    const file = join(scratchFolder(), 'large');
    const content = Buffer.alloc(3_000_000, 'abcdefgh\n');
    writeFileSync(file, content);
    const before = host.roundTrips;
    const [large, ...others] = await Promise.all([
      host.readFile(file),
      ...Array.from({ length: 200 }, (_, index) => host.stat(`/proc/${index + 1}/stat`).catch(() => null)),
    ]);
    expect(Buffer.compare(Buffer.from(large), content)).toBe(0);
    expect(others.length).toBe(200);
    expect(host.roundTrips - before).toBe(1);
    host.close();
  });

  test('the same question is asked once in a scan', async () => {
    const server = await startSshServer(scratchFolder());
    const host = await openOver(server);
    await Promise.all([host.readFile('/etc/passwd'), host.readFile('/etc/passwd'), host.run('id', ['-u'])]);
    const before = host.roundTrips;
    const bytes = await host.readFile('/etc/passwd');
    await host.run('id', ['-u']);
    bytes.fill(0);
    expect((await host.readFile('/etc/passwd')).some((byte) => byte !== 0)).toBe(true);
    await expect(host.readFile('/etc/passwd', { maxBytes: 3 })).rejects.toMatchObject({
      code: 'output-limit',
    });
    expect(host.roundTrips).toBe(before);
    host.close();
  });
});
