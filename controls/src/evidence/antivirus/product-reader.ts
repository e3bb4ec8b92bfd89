import { isProbeError, ProbeError } from '@tenken/shared';
import type { CommandResult, Host, RegistryKey } from '@tenken/shared';
import type { Product } from './schema.ts';

/**
 * Asks the sources of one product. A source that is not there gives null and is a fact; one that cannot be read
 * gives null and is noted in the product's `unread`.
 */
export class ProductReader {
  readonly host: Host;
  readonly product: Product;

  constructor(host: Host, product: Product) {
    this.host = host;
    this.product = product;
  }

  /** Null also for an exit code other than 0, which is noted: a product that does not answer may be broken. */
  async command(program: string, args: readonly string[], timeoutMs = 15_000): Promise<CommandResult | null> {
    const shown = [program, ...args].join(' ');
    const result = await this.part(shown, () => this.host.run(program, args, { timeoutMs }));
    if (result === null || result.exitCode === 0) return result;
    this.note(shown, new ProbeError('internal', `exit ${result.exitCode}`));
    return null;
  }

  file(path: string, options?: { from: number; maxBytes: number }): Promise<Uint8Array | null> {
    return this.part(path, () => this.host.readFile(path, options));
  }

  /**
   * What only fills in the picture: where it cannot be read, its facts stay untold, and what is known of the
   * protection itself is as good as before.
   */
  async aside<Part>(read: (host: Host) => Promise<Part>): Promise<Part | 'absent' | 'unread'> {
    try {
      return await read(this.host);
    } catch (error) {
      if (isProbeError(error, 'not-found')) return 'absent';
      if (error instanceof ProbeError) return 'unread';
      throw error;
    }
  }

  folder(path: string): Promise<string[] | null> {
    return this.part(path, () => this.host.list(path));
  }

  key(path: string): Promise<RegistryKey | null> {
    return this.part(path, () => this.host.registry(path));
  }

  async part<Part>(what: string, read: () => Part | Promise<Part>): Promise<Part | null> {
    try {
      const part = await read();
      this.source(what);
      return part;
    } catch (error) {
      if (isProbeError(error, 'not-found')) return null;
      if (!(error instanceof ProbeError)) throw error;
      this.note(what, error);
      return null;
    }
  }

  source(what: string): void {
    const sources = this.product.sources;
    if (sources.length < 16 && !sources.includes(what)) sources.push(what.slice(0, 200));
  }

  note(what: string, { code }: ProbeError): void {
    if (this.product.unread.length < 16) this.product.unread.push({ what: what.slice(0, 300), code });
  }
}

/** Whether a path is there; one that is hidden from us counts as being there. */
export async function isThere(host: Host, path: string): Promise<boolean> {
  try {
    await host.stat(path);
    return true;
  } catch (error) {
    if (isProbeError(error, 'not-found')) return false;
    if (isProbeError(error, 'permission-denied')) return true;
    throw error;
  }
}

export function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
