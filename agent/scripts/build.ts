import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bundleAgent } from './bundle.ts';

const folder = resolve(import.meta.dirname, '../dist');
const { code, metafile, ssh } = await bundleAgent();
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, 'tenken-agent.mjs'), code);
writeFileSync(resolve(folder, ssh.name), ssh.code);
writeFileSync(resolve(folder, 'meta.json'), `${JSON.stringify(metafile, null, 2)}\n`);
