import { resolve } from 'node:path';
import { bundleAgent, bundleForExecutable, writeAgent } from './bundle.ts';

// node agent/scripts/build.ts [--executable FOLDER]
const [option, folder] = process.argv.slice(2);
if (option === '--executable' && folder) await writeAgent(folder, await bundleForExecutable());
else await writeAgent(resolve(import.meta.dirname, '../dist'), await bundleAgent());
