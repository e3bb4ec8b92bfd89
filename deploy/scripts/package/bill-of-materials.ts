import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { About } from './about.ts';
import { stableId } from './stable-id.ts';
import { nodeVersion } from './target.ts';
import type { Target } from './target.ts';

type Bundled = Record<string, { inputs: Record<string, unknown> }>;
type Component = Record<string, unknown> & { name: string; version: string };

/**
 * What an agent is made of, as CycloneDX 1.6: packages that really are in the bundle, which `npm sbom` cannot tell from
 * those that only build it, and Node with what is compiled into it.
 *
 * @param bundle folder with `meta.json`, in which esbuild tells what it took
 */
export function billOfMaterials(root: string, bundle: string, target: Target, about: About): Buffer {
  const bundled = JSON.parse(readFileSync(join(bundle, 'meta.json'), 'utf8')) as Bundled;
  const inputs = Object.values(bundled).flatMap((part) => Object.keys(part.inputs));
  const folders = new Set(inputs.map(packageFolder).filter((folder) => folder !== null));
  const components = [...folders].toSorted().map((folder) => npmComponent(root, folder));
  const agent = `${about.name}@${about.version}`;
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${stableId('bom', target.id, about.version, JSON.stringify(components))}`,
    version: 1,
    metadata: {
      timestamp: new Date(about.builtAt * 1000).toISOString(),
      component: { type: 'application', 'bom-ref': agent, name: about.name, version: about.version },
    },
    components: [...components, nodeComponent(target)],
    dependencies: [
      { ref: agent, dependsOn: [...components.map(({ name, version }) => `${name}@${version}`), nodeRef] },
    ],
  };
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
}

const nodeRef = `node@${nodeVersion}`;

function packageFolder(input: string): string | null {
  return /^(?:.*node_modules\/)(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? null;
}

function npmComponent(root: string, folder: string): Component {
  const told = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const { name, version, license } = told;
  return {
    type: 'library',
    'bom-ref': `${name}@${version}`,
    name,
    version,
    ...(license === undefined ? {} : { licenses: [{ license: { name: license } }] }),
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    ...hashes(lockedIntegrity(root, folder)),
  };
}

function nodeComponent(target: Target): Component {
  // This process is the same Node on another system: what is compiled into it has the same versions.
  const inside = Object.entries(process.versions)
    .filter(
      ([name, version]) => !['node', 'modules', 'napi', 'unicode', 'cldr', 'tz'].includes(name) && version,
    )
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    type: 'framework',
    'bom-ref': nodeRef,
    name: 'node',
    version: nodeVersion,
    licenses: [{ license: { name: 'MIT' } }],
    purl: `pkg:npm/${target.package}@${nodeVersion}`,
    cpe: `cpe:2.3:a:nodejs:node.js:${nodeVersion}:*:*:*:*:*:*:*`,
    ...hashes(target.integrity),
    components: inside.map(([name, version]) => ({ type: 'library', name, version: String(version) })),
  };
}

function lockedIntegrity(root: string, folder: string): string | undefined {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  return lock.packages[folder]?.integrity;
}

function hashes(integrity: string | undefined): Record<string, unknown> {
  if (!integrity?.startsWith('sha512-')) return {};
  const content = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  return { hashes: [{ alg: 'SHA-512', content }] };
}
