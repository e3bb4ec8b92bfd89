import { isBuiltin } from 'node:module';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { BuildResult, Metafile, Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

export type Bundle = {
  code: Uint8Array;
  metafile: Metafile;
  /** Lies beside the other file and is read by a gateway only. */
  ssh: Apart;
  /** The same, read once a day where the system tells its hardware in no other way. */
  hardware: Apart;
};

type Apart = { name: string; code: Uint8Array; metafile: Metafile };

const sshFile = 'tenken-ssh.mjs';
const hardwareFile = 'tenken-hardware.mjs';

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

/** SSH is as large as half of everything else, and most agents never speak it; nor do most ask for their hardware so. */
const liesApart: Plugin = {
  name: 'lies-apart',
  setup(build) {
    for (const [filter, file] of [
      [/\/ssh2\.ts$/, sshFile],
      [/\/library\.ts$/, hardwareFile],
    ] as const) {
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${file}`, external: true } : undefined,
      );
    }
  },
};

/** Both do without what is compiled for one machine, and say so by themselves when it is not there. */
const noNativeParts: Plugin = {
  name: 'no-native-parts',
  setup(build) {
    build.onResolve({ filter: /\.node$|^cpu-features$|^(osx|macos)-temperature-sensor$/ }, ({ path }) => ({
      path,
      namespace: 'native',
    }));
    build.onLoad({ filter: /.*/, namespace: 'native' }, () => ({
      contents: `throw new Error('this bundle has no native parts');`,
    }));
  },
};

/**
 * Everything that an agent runs, as one ECMAScript module without dependencies, and two more beside it. Same
 * sources, same bytes: nothing in them depends on where or when they were made.
 */
export async function bundleAgent(): Promise<Bundle> {
  const agent = await bundled('agent/src/main.ts', 'tenken-agent.mjs', [liesApart]);
  const ssh = await bundled('agent/src/ssh/ssh2.ts', sshFile, [noNativeParts]);
  const hardware = await bundled('agent/src/hardware/library.ts', hardwareFile, [noNativeParts]);
  return { ...agent, ssh: { name: sshFile, ...ssh }, hardware: { name: hardwareFile, ...hardware } };
}

async function bundled(
  entry: string,
  name: string,
  plugins: Plugin[],
): Promise<{ code: Uint8Array; metafile: Metafile }> {
  const result: BuildResult<{ write: false; metafile: true }> = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `agent/dist/${name}`,
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
    // Packages that were written as scripts look for their own folder.
    define: { __dirname: 'import.meta.dirname' },
    legalComments: 'eof',
    logLevel: 'warning',
    plugins: [...plugins, builtinsOnDemand, noWorkerThreads],
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('esbuild made no file');
  return { code: file.contents, metafile: result.metafile };
}
