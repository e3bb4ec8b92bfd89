#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on can read: older ones hand over to the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const root = dirname(dirname(dirname(self)));

// better-sqlite3 13 needs Node-API 10; on Node 20 it dies with SIGSEGV and no message.
if (Number(process.versions.napi) < 10) {
  runOnPinnedNode();
} else {
  // Half of a short command's time went into compiling the same sources again. Beside the sources, so that nobody can put
  // something there who could not change them as well; where it cannot be written, Node does without.
  nodeModule.enableCompileCache(join(root, '.cache', 'compiled'));
  await import('../src/cli/main.ts');
}

function runOnPinnedNode() {
  const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    process.stderr.write(
      `tenken: Node ${process.versions.node} is too old and ${node} is missing: run npm ci first.\n`,
    );
    process.exit(2);
  }
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl+C to the whole group already; a supervisor signals this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`tenken: ${node} does not start: ${error.message}\n`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}
