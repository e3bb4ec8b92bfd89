#!/usr/bin/env node
// node shared/scripts/bootstrap.mjs [--build] FILE.ts [arguments…]
//
// Runs one of our TypeScript files on the pinned Node, from a fresh clone as well: installs the dependencies
// when they are missing or belong to another lock file, and with --build brings the built parts up to date.
// Plain JavaScript without dependencies, because it runs before they exist and on any Node from 18 on.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { constants, hostname } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const isWindows = process.platform === 'win32';
const modules = join(root, 'node_modules');
const binaries = join(modules, '.bin');
const pinnedNode = join(modules, 'node', 'bin', isWindows ? 'node.exe' : 'node');
const lockFile = join(root, 'package-lock.json');
const stampFile = join(modules, '.tenken-lock-sha256');
const lockDirectory = join(root, '.cache', 'bootstrap.lock');

/** A holder that is alive touches its lock this often; one that has not for `staleAfterMs` is gone. */
const heartbeatMs = 2_000;
const staleAfterMs = 30_000;
const pollMs = 250;

/** Something the reader can put right: its message is for them, its stack is not. */
class BootstrapError extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  say(error.message);
  process.exitCode = 2;
}

async function main(wanted) {
  const withBuild = wanted[0] === '--build';
  const [file, ...fileArguments] = withBuild ? wanted.slice(1) : wanted;
  if (file === undefined) {
    throw new BootstrapError('usage: node shared/scripts/bootstrap.mjs [--build] FILE.ts [arguments…]');
  }
  if (!isInstalled()) await withLock('install the dependencies', install);
  if (withBuild) await withLock('build', build);
  return run(pinnedNode, [resolve(root, file), ...fileArguments], {
    stdio: 'inherit',
    env: withOurBinariesFirst(process.env),
  });
}

function isInstalled() {
  if (!existsSync(pinnedNode)) return false;
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === lockFileHash();
}

async function install() {
  // Another bootstrap may have done it while this one waited, or somebody ran npm by hand.
  if (isInstalled()) return;
  if (existsSync(pinnedNode) && npmInstalledThisLockFile()) {
    await writeFile(stampFile, `${lockFileHash()}\n`);
    return;
  }

  say('installing the dependencies with npm ci (once per lock file, about half a minute) …');
  await rm(stampFile, { force: true });
  const hashBefore = lockFileHash();
  const { command, before, env } = npm();
  const code = await run(command, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    env,
  });
  if (code !== 0) {
    throw new BootstrapError(
      `npm ci failed (exit status ${code}); its own message is above.\n` +
        '  Is the npm registry, or your mirror of it, reachable (npm ping)? Is the disk full (df -h .)?\n' +
        '  Does package.json differ from package-lock.json? Then run npm install and commit both.\n' +
        '  Afterwards start the same command again.',
    );
  }
  if (!existsSync(pinnedNode)) {
    throw new BootstrapError(
      `npm ci succeeded but ${pinnedNode} is missing: the install step of the package "node" did not run.\n` +
        '  Is ignore-scripts set (npm config get ignore-scripts)? Then run: npm rebuild node --ignore-scripts=false',
    );
  }
  await writeFile(stampFile, `${hashBefore}\n`);
}

/** True when npm's own record of what it installed agrees with the lock file, package by package. */
function npmInstalledThisLockFile() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.includes('node_modules/')) continue;
    const found = installed[path];
    // Optional packages are those of other platforms.
    if (found === undefined && entry.optional === true) continue;
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((path) => !path.includes('node_modules/') || path in locked);
}

async function build() {
  const announcement = setTimeout(() => say('building what changed …'), 1_000);
  // turbo has a banner even when there is nothing to do: only what a failed build says is worth reading.
  const output = [];
  const code = await run(
    pinnedNode,
    [join(modules, 'turbo', 'bin', 'turbo'), 'run', 'build', '--output-logs=errors-only'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...withOurBinariesFirst(process.env),
        TURBO_TELEMETRY_DISABLED: '1',
        TURBO_NO_UPDATE_NOTIFIER: '1',
      },
    },
    (chunk) => output.push(chunk),
  );
  clearTimeout(announcement);
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new BootstrapError(`the build failed (exit status ${code}); its own message is above.`);
}

/** The npm that started us if there is one, else the one on the path; never on the Node it is about to replace. */
function npm() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => resolve(entry) !== binaries)
    .join(delimiter);
  const env = { ...process.env, PATH: path };
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const isOutside = node !== undefined && existsSync(node) && !resolve(node).startsWith(modules);
  if (isOutside && script !== undefined && basename(script) === 'npm-cli.js' && existsSync(script)) {
    return { command: node, before: [script], env };
  }
  // npm.cmd would need a shell; npm comes with Node and lies beside it.
  const besideNode = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (isWindows && existsSync(besideNode)) return { command: process.execPath, before: [besideNode], env };
  return { command: 'npm', before: [], env };
}

function withOurBinariesFirst(env) {
  return { ...env, PATH: [binaries, env.PATH].filter(Boolean).join(delimiter) };
}

function lockFileHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** Lets one bootstrap of this checkout at a time do `work`. A directory, since creating one is atomic everywhere. */
async function withLock(purpose, work) {
  await mkdir(dirname(lockDirectory), { recursive: true }).catch((error) => {
    throw new BootstrapError(`${root} cannot be written (${error.code}). Use a copy that belongs to you.`);
  });
  let waiting = false;
  while (!(await tryLock())) {
    if (!waiting) say(`another bootstrap is at work here; waiting for it to ${purpose} …`);
    waiting = true;
    await new Promise((done) => {
      setTimeout(done, pollMs);
    });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(lockDirectory, now, now).catch(() => undefined);
  }, heartbeatMs);
  heartbeat.unref();
  try {
    await work();
  } finally {
    clearInterval(heartbeat);
    await rm(lockDirectory, { recursive: true, force: true });
  }
}

async function tryLock() {
  try {
    await mkdir(lockDirectory);
    await writeFile(join(lockDirectory, 'owner'), `${hostname()} ${process.pid}\n`);
    return true;
  } catch (error) {
    if (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM') {
      throw new BootstrapError(`${root} cannot be written (${error.code}). Use a copy that belongs to you.`);
    }
    if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
  }
  await breakLockOfTheDead();
  return false;
}

async function breakLockOfTheDead() {
  const owner = await readFile(join(lockDirectory, 'owner'), 'utf8').catch(() => '');
  const touched = await stat(lockDirectory).catch(() => undefined);
  if (touched === undefined) return;
  const [host, pid] = owner.trim().split(' ');
  const isDead = host === hostname() && !isRunning(Number(pid));
  if (!isDead && Date.now() - touched.mtimeMs < staleAfterMs) return;

  // Several may have come to the same conclusion: only one rename succeeds, and what it moved must be what was judged.
  const grave = `${lockDirectory}.stale-${process.pid}`;
  await rename(lockDirectory, grave).catch(() => undefined);
  const moved = await readFile(join(grave, 'owner'), 'utf8').catch(() => '');
  if (moved !== owner) await rename(grave, lockDirectory).catch(() => undefined);
  await rm(grave, { recursive: true, force: true });
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs a program to its end, passing signals on, and resolves to its exit status as a shell would report it. */
function run(command, commandArguments, options, onOutput) {
  return new Promise((done) => {
    const child = spawn(command, commandArguments, options);
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    const forward = {};
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      forward[signal] = () => {
        // Ctrl+C at a terminal reaches the whole process group: a second SIGINT would mean "now, at once".
        if (signal === 'SIGINT' && process.stdin.isTTY) return;
        child.kill(signal);
      };
      process.on(signal, forward[signal]);
    }
    // npm starts us through a shell that does not pass signals on: when npm is ended we are left behind, and only see
    // that our parent is another one now.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) child.kill('SIGTERM');
    }, 500);
    watch.unref();
    const finish = (code) => {
      clearInterval(watch);
      for (const [signal, listener] of Object.entries(forward)) process.off(signal, listener);
      done(code);
    };
    child.on('error', (error) => {
      say(`${command} does not start: ${error.message}`);
      finish(127);
    });
    // Not 'exit', after which output may still arrive.
    child.on('close', (code, signal) => finish(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

function say(message) {
  process.stderr.write(`bootstrap: ${message}\n`);
}
