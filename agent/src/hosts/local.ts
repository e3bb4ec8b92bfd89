import { lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ProbeError } from '@tenken/shared';
import type {
  CimInstance,
  CimQuery,
  CommandResult,
  ExchangeRequest,
  ExchangeResult,
  FileStatus,
  HardwareAnswer,
} from '@tenken/shared';
import type { Host, HostTarget, Platform, RegistryKey, RunLimits } from '@tenken/shared';
import { scriptOf } from '@tenken/controls/evidence/powershell';
import { Pace } from '../pace/pace.ts';
import { exchange } from './exchange.ts';
import { askHardware } from './hardware.ts';
import { defaultFileBytes } from './limits.ts';
import { PowerShellSession } from './powershell-session.ts';
import { probeErrorOf } from './probe-error-of.ts';
import { runProgram } from './run-program.ts';
import { readCim, readRegistry } from './windows.ts';

const smallFileBytes = 4096;

/**
 * The machine that this process runs on, or a folder that holds the root of one.
 *
 * With `root` all paths are taken below that folder and programs run there through chroot(8), which needs
 * administrator rights; the kernel (/proc, /sys, sockets) is whatever the folder shows of it.
 */
export class LocalHost implements Host {
  readonly platform: Platform;
  readonly #root: string | null;
  readonly #pace: Pace;
  readonly #shared = new Map<string, Promise<CommandResult>>();
  #powershell: PowerShellSession | null = null;
  #targets: (() => Promise<readonly HostTarget[]>) | null = null;

  /** @param options `pace`: what a scan waits for before each step; nothing unless told */
  constructor(options: { root?: string; platform?: Platform; pace?: Pace } = {}) {
    this.platform = options.platform ?? currentPlatform();
    this.#root = options.root ?? null;
    this.#pace = options.pace ?? new Pace();
  }

  run(program: string, args: readonly string[], limits: RunLimits = {}): Promise<CommandResult> {
    if (limits.isShared !== true) return this.#run(program, args, limits);
    const line = JSON.stringify([program, ...args]);
    const answer = this.#shared.get(line) ?? this.#run(program, args, limits);
    this.#shared.set(line, answer);
    return answer;
  }

  async #run(program: string, args: readonly string[], limits: RunLimits): Promise<CommandResult> {
    await this.#pace.turn();
    const script = this.platform === 'windows' ? scriptOf(program, args) : null;
    if (script !== null && PowerShellSession.takes(limits)) {
      this.#powershell ??= new PowerShellSession(program, { platform: 'windows', pace: this.#pace });
      return this.#powershell.ask(script, limits);
    }
    const here = { platform: this.platform, root: this.#root, pace: this.#pace };
    return runProgram(program, args, { ...limits, ...here });
  }

  async readFile(path: string, options: { maxBytes?: number; from?: number } = {}): Promise<Uint8Array> {
    const limit = options.maxBytes ?? defaultFileBytes;
    await this.#pace.turn();
    try {
      await using file = await open(this.#below(path), 'r');
      // Files below /proc and /sys say that they are empty: read to the end instead of trusting the size.
      const chunks: Buffer[] = [];
      let length = 0;
      for (;;) {
        // Most files that tell something about a system are small.
        const size = length < smallFileBytes ? smallFileBytes : 64 * 1024;
        const chunk = Buffer.allocUnsafe(Math.min(size, limit + 1 - length));
        // Positions do not work on pipes and on some files below /proc; only a part of a file needs one.
        const position = options.from === undefined ? null : options.from + length;
        const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
        if (bytesRead === 0) return Buffer.concat(chunks);
        chunks.push(chunk.subarray(0, bytesRead));
        length += bytesRead;
        if (options.from !== undefined && length >= limit) return Buffer.concat(chunks).subarray(0, limit);
        if (length > limit) throw new ProbeError('output-limit', `${path} is larger than ${limit} bytes`);
      }
    } catch (error) {
      throw probeErrorOf(error, path);
    }
  }

  async list(path: string): Promise<string[]> {
    await this.#pace.turn();
    try {
      return (await readdir(this.#below(path))).toSorted();
    } catch (error) {
      throw probeErrorOf(error, path);
    }
  }

  async stat(path: string): Promise<FileStatus> {
    try {
      const status = await stat(this.#below(path));
      return {
        type: status.isFile() ? 'file' : status.isDirectory() ? 'folder' : 'other',
        sizeBytes: status.size,
        mode: this.platform === 'windows' ? 0 : status.mode & 0o7777,
        uid: status.uid,
        gid: status.gid,
        modifiedAt: status.mtime.toISOString(),
      };
    } catch (error) {
      throw probeErrorOf(error, path);
    }
  }

  async readLink(path: string): Promise<string> {
    try {
      if (!(await lstat(this.#below(path))).isSymbolicLink()) {
        throw new ProbeError('not-found', `${path} is no link`);
      }
      return await readlink(this.#below(path));
    } catch (error) {
      throw probeErrorOf(error, path);
    }
  }

  async registry(key: string): Promise<RegistryKey> {
    this.#onWindowsOnly('registry');
    return readRegistry((program, args, limits) => this.run(program, args, limits), key);
  }

  async cim(query: CimQuery): Promise<readonly CimInstance[]> {
    this.#onWindowsOnly('CIM');
    return readCim((program, args, limits) => this.run(program, args, limits), query);
  }

  async exchange(request: ExchangeRequest): Promise<ExchangeResult> {
    await this.#pace.turn();
    return exchange(request);
  }

  async hardware(): Promise<HardwareAnswer> {
    if (this.platform !== 'macos' || this.#root !== null) {
      throw new ProbeError('unsupported', `${this.platform} tells its hardware by other ways`);
    }
    return askHardware((program, args, limits) => this.run(program, args, limits));
  }

  async networkTargets(): Promise<readonly HostTarget[]> {
    return this.#targets === null ? [] : this.#targets();
  }

  /** Says where the servers are named that this machine is to measure. Without it there are none. */
  measure(targets: () => Promise<readonly HostTarget[]>): void {
    this.#targets = targets;
  }

  random(byteCount: number): Uint8Array {
    return randomBytes(byteCount);
  }

  now(): Date {
    return new Date();
  }

  #below(path: string): string {
    return this.#root === null ? path : join(this.#root, path);
  }

  #onWindowsOnly(what: string): void {
    if (this.platform !== 'windows') throw new ProbeError('unsupported', `${this.platform} has no ${what}`);
  }
}

/** @throws {ProbeError} `unsupported` on a system that no probe is written for */
export function currentPlatform(): Platform {
  if (process.platform === 'linux') return 'linux';
  if (process.platform === 'win32') return 'windows';
  if (process.platform === 'darwin') return 'macos';
  throw new ProbeError('unsupported', `no probe is written for ${process.platform}`);
}
