/**
 * Options of every logger: what must never reach a log is cut out by path, and text of hosts stays text because
 * each line is JSON. A test logs each of them.
 */
export const logOptions = {
  redact: {
    paths: [
      'token',
      'csr',
      'privateKey',
      'key',
      'password',
      '*.token',
      '*.csr',
      '*.privateKey',
      '*.key',
      '*.password',
      'req.headers.authorization',
      'req.headers.cookie',
    ],
    censor: '[removed]',
  },
};
