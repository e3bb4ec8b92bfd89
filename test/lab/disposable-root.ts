import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalHost } from '@tenken/agent';
import { controls, judge } from '@tenken/controls';
import { collect } from '@tenken/controls/evidence';
import { onTestFinished } from 'vitest';

/** The root folder of a small Linux system that a test may change as it likes. */
export class DisposableRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'tenken-root-'));

  constructor() {
    onTestFinished(() => rmSync(this.path, { recursive: true, force: true }));
  }

  write(path: string, content: string): this {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), content);
    return this;
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    rmSync(join(this.path, path), { force: true });
    symlinkSync(target, join(this.path, path));
    return this;
  }

  folder(path: string): this {
    mkdirSync(join(this.path, path), { recursive: true });
    return this;
  }

  remove(path: string): this {
    rmSync(join(this.path, path), { recursive: true, force: true });
    return this;
  }

  /** Reads this root with the real probes on the real file system and judges one control. */
  async judge(control: string, now = new Date()): Promise<{ outcome: string; reason: string }> {
    const found = controls.find(({ id }) => id === control);
    if (!found) throw new Error(`no control ${control}`);
    const host = new LocalHost({ root: this.path, platform: 'linux' });
    const kinds = Object.values(found.needs);
    const evidence = new Map(
      await Promise.all(
        kinds.map(
          async (kind) =>
            [kind.id, { ...(await collect(kind, host)), collectedAt: now.toISOString() }] as const,
        ),
      ),
    );
    const { outcome, reason } = judge(found, evidence, {}, { platform: 'linux', now });
    return { outcome, reason };
  }
}
