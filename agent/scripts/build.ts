import { resolve } from 'node:path';
import { writeAgent } from './bundle.ts';

await writeAgent(resolve(import.meta.dirname, '../dist'));
