import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';

// node node-server.ts PORT KEYS rsa,ec [OPTION=VALUE…]: a server of Node's own TLS; options are those of
// tls.createServer, `true` and `false` as such, `dhparam` a file.
const [port = '', keys = '', kinds = '', ...settings] = process.argv.slice(2);
const files = (ending: string) =>
  kinds
    .split(',')
    .filter((kind) => kind !== '')
    .map((kind) => readFileSync(join(keys, `${kind}.${ending}`)));
const options = settings.map((setting) => {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(setting) ?? [];
  if (value === 'true' || value === 'false') return [name, value === 'true'] as const;
  if (name === 'dhparam' && value !== 'auto') return [name, readFileSync(value)] as const;
  return [name, value] as const;
});
const server = createServer(
  { key: files('key'), cert: files('crt'), ...(Object.fromEntries(options) as TlsOptions) },
  (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.0 200 ok\r\n\r\n'));
  },
);
server.on('tlsClientError', () => {});
server.listen(Number(port), '127.0.0.1');
