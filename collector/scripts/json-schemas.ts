import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import {
  ChecklistDocument,
  CollectDocument,
  ControlDocuments,
  DeployDocument,
  FeedImportDocument,
  FeedListDocument,
  GatewayCheckDocument,
  GatewayStatusDocument,
  ImportDocument,
  ScanDocument,
  SshDocuments,
  TlsDocuments,
} from '../src/cli/documents.ts';

// Writes the JSON Schemas of what `--json` prints, or with --check fails when the committed ones differ.
const folder = join(import.meta.dirname, '..', '..', 'shared', 'docs', 'schemas');
const documents = {
  checklist: ChecklistDocument,
  collect: CollectDocument,
  controls: ControlDocuments,
  deploy: DeployDocument,
  'feed-import': FeedImportDocument,
  'feed-list': FeedListDocument,
  'gateway-check': GatewayCheckDocument,
  'gateway-status': GatewayStatusDocument,
  import: ImportDocument,
  scan: ScanDocument,
  ssh: SshDocuments,
  tls: TlsDocuments,
};

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(documents)) {
  const path = join(folder, `${name}.schema.json`);
  const content = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(path, content);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== content) {
    process.stderr.write(`${name}.schema.json is not up to date; run npm run docs and read the diff\n`);
    process.exitCode = 1;
  }
}
