import { mkdirSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { BuildResult, Metafile, Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

export type BundleFile = { name: string; code: Uint8Array; metafile: Metafile };

/** Files that lie in one folder. */
export type Bundle = {
  /** What starts, asks for a scan and sends its report. */
  agent: BundleFile;
  /** Every probe: read by the process that reads evidence, and by a gateway. */
  probes: BundleFile;
  /** Read by a gateway only. */
  ssh: BundleFile;
  /** Read once a day where the system tells its hardware in no other way. */
  hardware: BundleFile;
};

const probesFile = 'tenken-probes.mjs';
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

/** What only some of the agent's processes read is no part of what all of them read. */
const liesApart = (parts: readonly (readonly [filter: RegExp, file: string])[]): Plugin => ({
  name: 'lies-apart',
  setup(build) {
    for (const [filter, file] of parts) {
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${file}`, external: true } : undefined,
      );
    }
  },
});

/**
 * The same in a single executable, whose parts are assets: scripts that are compiled when the first process asks for
 * them. Node imports nothing but its own modules there.
 */
const liesInAssets = (parts: readonly (readonly [filter: RegExp, file: string])[]): Plugin => ({
  name: 'lies-in-assets',
  setup(build) {
    for (const [filter, file] of parts) {
      build.onResolve({ filter }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: file, namespace: 'asset' } : undefined,
      );
    }
    build.onLoad({ filter: /.*/, namespace: 'asset' }, ({ path }) => ({
      contents: `
        const { getRawAsset } = process.getBuiltinModule('node:sea');
        const { compileFunction } = process.getBuiltinModule('node:vm');
        // All of it is ASCII: V8 keeps it at one byte a character.
        const source = Buffer.from(getRawAsset(${JSON.stringify(path)})).latin1Slice();
        compileFunction(source, ['module', 'exports'], { filename: ${JSON.stringify(path)} })(module, exports);
      `,
    }));
  },
});

/** An agent that calls itself by another version, such as the next one in a test of an upgrade. */
const ofVersion = (version: string | undefined): readonly Plugin[] =>
  version === undefined
    ? []
    : [
        {
          name: 'of-version',
          setup(build) {
            build.onLoad({ filter: /[\\/]agent[\\/]package\.json$/ }, () => ({
              contents: JSON.stringify({ version }),
              loader: 'json',
            }));
          },
        },
      ];

const probes = [/^@tenken\/controls\/evidence$|\/probes\.ts$/, probesFile] as const;
const ssh = [/\/ssh2\.ts$/, sshFile] as const;
const hardware = [/\/library\.ts$/, hardwareFile] as const;

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
 * Everything that an agent runs, as ECMAScript modules without dependencies. Same sources, same bytes: nothing in them
 * depends on where or when they were made.
 */
export async function bundleAgent(version?: string): Promise<Bundle> {
  const named = ofVersion(version);
  return {
    agent: await bundled('agent/src/main.ts', 'tenken-agent.mjs', [...named, liesApart([probes, hardware])]),
    probes: await bundled('agent/src/probes.ts', probesFile, [...named, liesApart([ssh])]),
    ssh: await bundled('agent/src/ssh/ssh2.ts', sshFile, [noNativeParts]),
    hardware: await bundled('agent/src/hardware/library.ts', hardwareFile, [noNativeParts]),
  };
}

/** The same for a single executable: its main module, and the parts that lie in it as assets. */
export async function bundleForExecutable(version?: string): Promise<Bundle> {
  const named = ofVersion(version);
  const inAssets = (...parts: (readonly [RegExp, string])[]) =>
    liesInAssets(parts.map(([filter, file]) => [filter, assetName(file)] as const));
  const asset = (entry: string, file: string, plugins: readonly Plugin[]) =>
    bundled(entry, assetName(file), plugins, 'cjs');
  return {
    agent: await bundled('agent/src/main.ts', 'tenken-agent.mjs', [...named, inAssets(probes, hardware)]),
    probes: await asset('agent/src/probes.ts', probesFile, [...named, inAssets(ssh)]),
    ssh: await asset('agent/src/ssh/ssh2.ts', sshFile, [noNativeParts]),
    hardware: await asset('agent/src/hardware/library.ts', hardwareFile, [noNativeParts]),
  };
}

function assetName(file: string): string {
  return file.replace(/\.mjs$/, '.cjs');
}

/** Writes all of them, and says what each is made of in `meta.json`. */
export async function writeAgent(folder: string, bundle?: Bundle): Promise<void> {
  const files = Object.values(bundle ?? (await bundleAgent()));
  mkdirSync(folder, { recursive: true });
  for (const { name, code } of files) writeFileSync(join(folder, name), code);
  const madeOf = Object.fromEntries(files.map(({ name, metafile }) => [name, metafile]));
  writeFileSync(join(folder, 'meta.json'), `${JSON.stringify(madeOf, null, 2)}\n`);
}

/** One module with all that it imports, as the agent's own are made. @param entry from the root of the checkout */
export async function bundled(
  entry: string,
  name: string,
  plugins: readonly Plugin[] = [],
  format: 'esm' | 'cjs' = 'esm',
): Promise<BundleFile> {
  const result: BuildResult<{ write: false; metafile: true }> = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `agent/dist/${name}`,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format,
    target: 'node26',
    // Names and lines stay readable in a stack trace and in a review on the host.
    minifySyntax: true,
    // One character outside Latin-1 makes V8 keep the whole file at two bytes a character.
    charset: 'ascii',
    // Packages that were written as scripts look for their own folder.
    define:
      format === 'esm'
        ? { __dirname: 'import.meta.dirname' }
        : // In an executable there is none, and nobody looks.
          { __dirname: '""', 'import.meta.dirname': '""', 'import.meta.filename': '""' },
    legalComments: 'eof',
    logLevel: 'warning',
    plugins: [...plugins, builtinsOnDemand, noWorkerThreads],
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('esbuild made no file');
  return { name, code: file.contents, metafile: result.metafile };
}
