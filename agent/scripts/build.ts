import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleAgent } from './bundle.ts';

const folder = resolve(import.meta.dirname, '../dist');
const { code, metafile, ssh, hardware } = await bundleAgent();
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'tenken-agent.mjs'), code);
for (const apart of [ssh, hardware]) writeFileSync(resolve(folder, apart.name), apart.code);
writeFileSync(resolve(folder, 'meta.json'), `${JSON.stringify(metafile, null, 2)}\n`);
