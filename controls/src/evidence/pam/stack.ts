import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { denied, hasOddLine, parsePamFile } from './parse.ts';
import type { PamModule, PamPhase } from './parse.ts';

/** A stack with everything that it includes; a substack is one step of the stack that names it. */
export type PamStack = (({ kind: 'module' } & PamModule) | { kind: 'substack'; steps: PamStack })[];

/** What the administrator wrote first, then what the distribution ships (SUSE, Fedora and others keep it below /usr). */
const folders = ['/etc/pam.d', '/usr/lib/pam.d', '/usr/etc/pam.d'];
const maxDepth = 16;
const maxSteps = 400;

/** Reads the stacks of services, each file once however often it is included. */
export class PamStacks {
  readonly #host: Host;
  readonly #files = new Map<string, Promise<string | null>>();

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * Null when no file names this service: libpam then takes the service `other`.
   *
   * @throws {ProbeError} `permission-denied`, `output-limit`, `unparsable` (endless inclusion, a line of no known type)
   */
  async read(service: string, phase: PamPhase): Promise<PamStack | null> {
    const content = await this.#content(service);
    if (content === null) return null;
    return this.#steps(content, phase, 0);
  }

  async #steps(content: string, phase: PamPhase, depth: number): Promise<PamStack> {
    if (depth > maxDepth) throw new ProbeError('unparsable', 'pam.d: inclusion without an end');
    if (hasOddLine(content)) throw new ProbeError('unparsable', 'pam.d: a line of no known type');
    const stack: PamStack = [];
    for (const line of parsePamFile(content)) {
      if (!line.phases.includes(phase)) continue;
      if (line.kind === 'module') {
        const { phases: _phases, ...module } = line;
        stack.push(module);
        continue;
      }
      const included = await this.#content(line.service);
      const steps = included === null ? [failing(phase)] : await this.#steps(included, phase, depth + 1);
      if (line.substack) stack.push({ kind: 'substack', steps });
      else stack.push(...steps);
      if (stack.length > maxSteps) throw new ProbeError('output-limit', 'pam.d: a stack without an end');
    }
    return stack;
  }

  #content(service: string): Promise<string | null> {
    const known = this.#files.get(service) ?? this.#find(service);
    this.#files.set(service, known);
    return known;
  }

  async #find(service: string): Promise<string | null> {
    const paths = service.startsWith('/') ? [service] : folders.map((folder) => `${folder}/${service}`);
    for (const path of paths) {
      try {
        return new TextDecoder().decode(await this.#host.readFile(path, { maxBytes: 64 * 1024 }));
      } catch (error) {
        if (!isProbeError(error, 'not-found')) throw error;
      }
    }
    return null;
  }
}

/** An included file that is not there makes libpam refuse the whole stack. */
function failing(phase: PamPhase): PamStack[number] {
  const { phases: _phases, ...module } = denied(phase) as { kind: 'module'; phases: unknown } & PamModule;
  return module;
}

/** All modules of a stack in order, those of substacks included. */
export function modulesOf(stack: PamStack): PamModule[] {
  return stack.flatMap((step) => (step.kind === 'substack' ? modulesOf(step.steps) : [step]));
}
