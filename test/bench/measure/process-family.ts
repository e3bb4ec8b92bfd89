import { readdirSync, readFileSync } from 'node:fs';

/** Of Linux on every processor that Node runs on. */
const ticksPerSecond = 100;

type Stat = { parent: number; ticks: number; childTicks: number };

/** Processor time of a process, its children and those that it has waited for, ms, as the kernel counts. */
export function cpuMsOfFamily(pid: number): number {
  const own = statOf(pid);
  if (!own) throw new Error(`process ${pid} is gone`);
  let ticks = own.ticks + own.childTicks;
  for (const name of readdirSync('/proc')) {
    const child = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    if (child?.parent === pid) ticks += child.ticks + child.childTicks;
  }
  return (ticks * 1000) / ticksPerSecond;
}

/** proc(5): the name stands in brackets and may hold anything. */
function statOf(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { parent: fields[1] ?? 0, ticks: user + system, childTicks: childUser + childSystem };
}
