import type { Host } from '@tenken/shared';
import { parseBduitool } from './bitdefender.ts';
import { parseFalconctl } from './crowdstrike.ts';
import { parseComponentInfo } from './deep-security.ts';
import { parseEsetModules } from './eset.ts';
import { runsBelow } from '../processes.ts';
import type { Process } from '../processes.ts';
import { isThere, ProductReader } from './product-reader.ts';
import { unknownProduct } from './schema.ts';
import type { Product, ProductId } from './schema.ts';
import { parseAgentState } from './sentinelone.ts';

type LinuxProduct = {
  id: ProductId;
  name: string;
  /** Its own folder below /opt: the mark of its being installed, and where its programs run from. */
  folder: string;
  /** Fills in what it tells. `running` holds already whether one of its programs runs. */
  ask: (reader: ProductReader, folder: string) => Promise<void>;
};

const products: readonly LinuxProduct[] = [
  {
    id: 'trend-micro-deep-security',
    name: 'Trend Micro Deep Security Agent',
    folder: '/opt/ds_agent',
    ask: askDeepSecurity,
  },
  { id: 'sentinelone', name: 'SentinelOne', folder: '/opt/sentinelone', ask: askSentinelOne },
  {
    id: 'bitdefender',
    name: 'Bitdefender Endpoint Security Tools',
    folder: '/opt/bitdefender-security-tools',
    ask: askBitdefender,
  },
  { id: 'cortex-xdr', name: 'Cortex XDR', folder: '/opt/traps', ask: askCortex },
  { id: 'crowdstrike-falcon', name: 'CrowdStrike Falcon', folder: '/opt/CrowdStrike', ask: askCrowdStrike },
  { id: 'eset', name: 'ESET Endpoint Antivirus', folder: '/opt/eset/eea', ask: askEset },
  { id: 'eset', name: 'ESET Server Security', folder: '/opt/eset/efs', ask: askEset },
  {
    id: 'sophos',
    name: 'Sophos Protection for Linux',
    folder: '/opt/sophos-spl/plugins/av',
    ask: async () => {},
  },
];

export const linuxProductIds: readonly ProductId[] = [...new Set(products.map(({ id }) => id))];

/** Products that keep their own folder below /opt. Being installed says nothing of what they do. */
export async function readLinuxProducts(
  host: Host,
  processes: readonly Process[] | null,
): Promise<Product[]> {
  const found: Product[] = [];
  for (const { id, name, folder, ask } of products) {
    if (!(await isThere(host, folder))) continue;
    const reader = new ProductReader(host, unknownProduct(id, name));
    reader.source(folder);
    reader.product.running = processes === null ? null : runsBelow(processes, folder);
    await ask(reader, folder);
    found.push(reader.product);
  }
  return found;
}

async function askDeepSecurity(reader: ProductReader, folder: string): Promise<void> {
  if (reader.product.running === false) return;
  const info = await reader.command(`${folder}/dsa_query`, ['-c', 'GetComponentInfo']);
  const facts =
    info && (await reader.part('dsa_query GetComponentInfo', () => parseComponentInfo(info.stdout)));
  if (facts) Object.assign(reader.product, facts);
}

async function askSentinelOne(reader: ProductReader, folder: string): Promise<void> {
  reader.product.definitions = { state: 'not-used' };
  if (reader.product.running === false) return;
  const status = await reader.command(`${folder}/bin/sentinelctl`, ['control', 'status']);
  const enabled =
    status && (await reader.part('sentinelctl control status', () => parseAgentState(status.stdout)));
  if (typeof enabled !== 'boolean') return;
  reader.product.running = enabled;
  reader.product.realTime = enabled;
}

async function askBitdefender(reader: ProductReader, folder: string): Promise<void> {
  if (reader.product.running === false) return;
  const status = await reader.command(`${folder}/bin/bduitool`, ['get', 'ps']);
  const facts = status && (await reader.part('bduitool get ps', () => parseBduitool(status.stdout)));
  if (facts) Object.assign(reader.product, facts);
}

/** Its content packages have a number and no date. `pmd` is the part that decides what may run. */
async function askCortex(reader: ProductReader, folder: string): Promise<void> {
  const { product } = reader;
  product.definitions = { state: 'not-used' };
  if (product.running === false) return;
  const status = await reader.command(`${folder}/bin/cytool`, ['runtime', 'query']);
  if (status === null) return;
  product.running = /^\s*pmd\s+\d+\s+\S+\s+Running\b/m.test(status.stdout);
  product.realTime = product.running;
}

async function askCrowdStrike(reader: ProductReader, folder: string): Promise<void> {
  const { product } = reader;
  product.definitions = { state: 'not-used' };
  if (product.running === false) return;
  const status = await reader.command(`${folder}/falconctl`, ['-g', '--rfm-state', '--version']);
  const facts = status && (await reader.part('falconctl --rfm-state', () => parseFalconctl(status.stdout)));
  if (!facts) return;
  product.engineVersion = facts.version;
  product.realTime = product.running === null ? null : !facts.reduced;
}

async function askEset(reader: ProductReader, folder: string): Promise<void> {
  const modules = await reader.command(`${folder}/sbin/upd`, ['--list-modules']);
  const definitions =
    modules && (await reader.part('upd --list-modules', () => parseEsetModules(modules.stdout)));
  if (definitions) reader.product.definitions = definitions;
}
