import { isProbeError, ProbeError } from '@tenken/shared';
import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import { parseEsetModules } from './eset.ts';
import { readMdatp } from './mdatp.ts';
import { isThere, ProductReader } from './product-reader.ts';
import { unknownProduct } from './schema.ts';
import type { Antivirus, Product, ProductId } from './schema.ts';
import { parseMacStatus } from './sentinelone.ts';
import { readXProtect } from './xprotect.ts';

type MacProduct = {
  id: ProductId;
  name: string;
  /** The mark of its being installed, and where its programs run from. */
  folder: string;
  ask?: (reader: ProductReader, folder: string, programs: readonly string[] | null) => Promise<void>;
};

const products: readonly MacProduct[] = [
  {
    id: 'eset',
    name: 'ESET Endpoint Security',
    folder: '/Applications/ESET Endpoint Security.app',
    ask: askEset,
  },
  {
    id: 'eset',
    name: 'ESET Endpoint Antivirus',
    folder: '/Applications/ESET Endpoint Antivirus.app',
    ask: askEset,
  },
  { id: 'sentinelone', name: 'SentinelOne', folder: '/Library/Sentinel', ask: askSentinelOne },
  {
    id: 'crowdstrike-falcon',
    name: 'CrowdStrike Falcon',
    folder: '/Applications/Falcon.app',
    ask: askCrowdStrike,
  },
  {
    id: 'trend-micro-apex-one',
    name: 'Trend Micro Apex One',
    folder: '/Applications/TrendMicroSecurity.app',
  },
  { id: 'sophos', name: 'Sophos Endpoint', folder: '/Library/Sophos Anti-Virus' },
  { id: 'bitdefender', name: 'Bitdefender', folder: '/Library/Bitdefender' },
];

export async function readMacos(host: Host): Promise<Antivirus> {
  const unread: Antivirus['unread'] = [];
  const programs = await readPart(unread, 'running processes', null, () => readPrograms(host));
  const found: Product[] = [await readXProtect(host)];
  const defender = await readMdatp(host, null);
  if (defender) found.push(defender);
  for (const { id, name, folder, ask } of products) {
    if (!(await isThere(host, folder))) continue;
    const reader = new ProductReader(host, unknownProduct(id, name));
    reader.source(folder);
    reader.product.running = programs && programs.some((program) => program.startsWith(`${folder}/`));
    await ask?.(reader, folder, programs);
    found.push(reader.product);
  }
  return {
    unread,
    products: found,
    lookedFor: ['xprotect', 'microsoft-defender', ...new Set(products.map(({ id }) => id))],
  };
}

/** On macOS `comm` is the path of the program, not its name. */
async function readPrograms(host: Host): Promise<string[]> {
  const list = await host.run('ps', ['-axo', 'comm=']);
  if (list.exitCode !== 0) throw new ProbeError('internal', `ps: exit ${list.exitCode}`);
  return list.stdout.split('\n').map((line) => line.trim());
}

async function askEset(
  reader: ProductReader,
  folder: string,
  programs: readonly string[] | null,
): Promise<void> {
  const guard = `${folder}/Contents/Helpers/ESET Real-time File System Protection.app/`;
  reader.product.realTime = programs && programs.some((program) => program.startsWith(guard));
  const modules = await reader.command(`${folder}/Contents/MacOS/upd`, ['--list-modules']);
  const definitions =
    modules && (await reader.part('upd --list-modules', () => parseEsetModules(modules.stdout)));
  if (definitions) reader.product.definitions = definitions;
}

async function askSentinelOne(reader: ProductReader): Promise<void> {
  reader.product.definitions = { state: 'not-used' };
  const status = await reader.command('sentinelctl', ['status']);
  const facts = status && (await reader.part('sentinelctl status', () => parseMacStatus(status.stdout)));
  if (!facts) return;
  reader.product.running = facts.running;
  reader.product.realTime = facts.running;
  reader.product.engineVersion = facts.version;
}

/** `Sensor operational: true` in what `stats agent_info` prints: loaded, and allowed to look by the system. */
async function askCrowdStrike(reader: ProductReader, folder: string): Promise<void> {
  reader.product.definitions = { state: 'not-used' };
  const falconctl = `${folder}/Contents/Resources/falconctl`;
  try {
    const stats = await reader.host.run(falconctl, ['stats', 'agent_info']);
    const operational = /Sensor operational:\s*(true|false)/i.exec(stats.stdout)?.[1]?.toLowerCase();
    reader.product.running = operational === undefined ? null : operational === 'true';
    reader.product.realTime = reader.product.running;
  } catch (error) {
    if (!isProbeError(error)) throw error;
    reader.product.running = null;
    if (error.code !== 'not-found') reader.note(falconctl, error);
  }
}
