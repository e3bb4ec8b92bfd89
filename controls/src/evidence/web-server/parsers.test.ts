import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nginxIncludes } from '../included-files.ts';
import { apacheOf } from './apache.ts';
import { nginxOf } from './nginx.ts';
import { WebServer } from './schema.ts';
import { iisOf } from './windows.ts';

const file = (content: string) => [{ path: '/x.conf', content }];

test('options in sections, with signs, and lines that go on', () => {
  const apache = apacheOf(
    file(
      '<Directory "/a b">\n Options -Indexes\n</Directory>\n<Directory /c>\n  Options \\\n +Indexes\n</Directory>\n# Options Indexes\nOptions All\nLoadModule autoindex_module x.so\n',
    ),
  );
  expect(apache.listings).toEqual(['/c', '/x.conf']);
  expect(apache.autoindex).toBe(true);
});

test('what stands in http counts for all servers, what stands deeper does not', () => {
  const nginx = nginxOf(
    file("user root;\nhttp { server_tokens off; server { # server_tokens on;\n server_tokens 'build'; } }"),
  );
  expect(nginx).toEqual({ listings: [], serverTokens: 'off', otherTokens: ['build'], user: 'root' });
});

test('places of IIS, comments, and a header that one place shows', () => {
  const xml =
    '<!-- <directoryBrowse enabled="true"/> --><location path="a"><directoryBrowse enabled="TRUE" showFlags="x"/></location><requestFiltering removeServerHeader="true"><location path="b"><requestFiltering removeServerHeader="false"/></location>';
  expect(iisOf(xml)).toEqual({ listings: ['a'], serverHeaderRemoved: false });
});

test('any files give evidence that fits', () => {
  const word = fc.constantFrom(
    '<Directory /a>',
    '</Directory>',
    'Options Indexes',
    '\n',
    ' { ',
    ' } ',
    'autoindex on;',
    'server_tokens',
    ';',
    '<location path="x">',
    '<directoryBrowse enabled="true"',
    '>',
    '"',
  );
  const text = fc.array(fc.oneof(word, fc.string())).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (content) => {
      const files = file(content);
      const evidence = { unread: [], apache: apacheOf(files), nginx: nginxOf(files), iis: iisOf(content) };
      expect(WebServer.safeParse(evidence).success).toBe(true);
    }),
  );
});

test('several includes of nginx on one line, and comments', () => {
  expect(nginxIncludes('http { include a; include "b c"; # include d;\n}')).toEqual(['a', 'b c']);
});
