// Ends with 0 when the collector in this container is ready. It asks on loopback, where nobody stands between, so the
// certificate, which is for other names, is not looked at.
import { get } from 'node:https';

const port = process.env.TENKEN_PORT || '8443';
const asked = get(
  { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, timeout: 8000 },
  (response) => {
    response.resume();
    process.exitCode = response.statusCode === 200 ? 0 : 1;
  },
);
asked.on('timeout', () => asked.destroy(new Error('no answer in time')));
asked.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
