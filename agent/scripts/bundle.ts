import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { BuildResult, Metafile, Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

export type Bundle = { code: Uint8Array; metafile: Metafile };

/**
 * Node's own modules load when the first part that uses them does. As import statements they would all load at the
 * start of the file: TLS, HTTP and cryptography alone double the time of `tenken-agent --help`.
 */
const builtinsOnDemand: Plugin = {
  name: 'builtins-on-demand',
  setup(build) {
    build.onResolve({ filter: /^[a-z0-9_:/]+$/ }, ({ path }) =>
      isBuiltin(path)
        ? { path: path.replace(/^node:/, ''), namespace: 'node', sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('node:${path}');`,
    }));
  },
};

/**
 * pino's transports start a worker thread from a file of their own, which a single file does not have. Whoever asks
 * for one is told so at once, instead of losing log lines.
 */
const noWorkerThreads: Plugin = {
  name: 'no-worker-threads',
  setup(build) {
    build.onResolve({ filter: /^thread-stream$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: `module.exports = class { constructor() { throw new Error('this bundle has no pino transports'); } };`,
    }));
  },
};

/**
 * Everything that an agent runs, as one ECMAScript module without dependencies. Same sources, same bytes: nothing
 * in it depends on where or when it was made.
 */
export async function bundleAgent(): Promise<Bundle> {
  const result: BuildResult<{ write: false; metafile: true }> = await build({
    absWorkingDir: root,
    entryPoints: ['agent/src/main.ts'],
    outfile: 'agent/dist/tenken-agent.mjs',
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    // Names and lines stay readable in a stack trace and in a review on the host.
    minifySyntax: true,
    // One character outside Latin-1 makes V8 keep the whole file at two bytes a character.
    charset: 'ascii',
    legalComments: 'eof',
    logLevel: 'warning',
    plugins: [builtinsOnDemand, noWorkerThreads],
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('esbuild made no file');
  return { code: file.contents, metafile: result.metafile };
}
