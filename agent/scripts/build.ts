import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAgent, bundleForExecutable, writeAgent } from './bundle.ts';

// node agent/scripts/build.ts [--executable] [--output FOLDER] [--version VERSION]
const { values } = parseArgs({
  options: {
    executable: { type: 'boolean', default: false },
    output: { type: 'string', default: resolve(import.meta.dirname, '../dist') },
    version: { type: 'string' },
  },
});
const bundle = values.executable ? bundleForExecutable : bundleAgent;
await writeAgent(values.output, await bundle(values.version));
