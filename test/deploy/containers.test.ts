import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { keys, variableOf } from '../../collector/src/configuration/configuration.ts';
import { readConfigurationFile } from '../../collector/src/configuration/read-file.ts';
import { resolveConfiguration } from '../../collector/src/configuration/resolve.ts';
import { ownCollector } from '../support/own-collector.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { render, valuesUsed } from './chart-renderer.ts';

const deploy = join(import.meta.dirname, '../../deploy');
const read = (...path: string[]) => readFileSync(join(deploy, ...path), 'utf8');
const { version } = JSON.parse(readFileSync(join(deploy, '../package.json'), 'utf8')) as { version: string };
const chart = join('helm', 'tenken');
const templates = readdirSync(join(deploy, chart, 'templates'));
const values = parse(read(chart, 'values.yaml')) as Record<string, unknown>;

type Manifest = { kind: string; metadata: { name: string }; [name: string]: unknown };

function rendered(changes: Record<string, unknown> = {}): Record<string, Manifest> {
  const found: Record<string, Manifest> = {};
  for (const name of templates) {
    const text = render(read(chart, 'templates', name), { ...values, ...changes }, 'site');
    for (const document of parseAllDocuments(text)) {
      expect(document.errors, name).toEqual([]);
      const manifest = document.toJS() as Manifest;
      found[manifest.kind] = manifest;
    }
  }
  return found;
}

/** Of nested plain data. */
function inside(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const step of path) found = (found as Record<string | number, unknown> | undefined)?.[step];
  return found;
}

function leaves(tree: Record<string, unknown>, above = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? leaves(value as Record<string, unknown>, `${above}${name}.`)
      : [`${above}${name}`],
  );
}

test('the chart fits its own schema, which refuses what it does not know', () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(
    JSON.parse(read(chart, 'values.schema.json')) as object,
  );
  expect([validate(values), validate.errors]).toEqual([true, null]);
  expect(validate({ ...values, replicas: 3 })).toBe(false);
  expect(validate({ ...values, storage: { size: 'much', className: '' } })).toBe(false);
});

test('every value is used by a template, and every value that a template uses exists', () => {
  const used = templates.flatMap((name) => valuesUsed(read(chart, 'templates', name)));
  expect([...new Set(used)].toSorted()).toEqual(leaves(values).toSorted());
});

test('the chart renders to a confined collector, one of it', () => {
  const { StatefulSet: set, Service: service, ConfigMap: map } = rendered();
  expect(set?.metadata.name).toBe('site-collector');
  expect(inside(set, 'spec', 'replicas')).toBe(1);
  const pod = inside(set, 'spec', 'template', 'spec');
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 64446, fsGroup: 64446 },
  });
  expect(inside(pod, 'containers', 0)).toMatchObject({
    image: `tenken-collector:${version}`,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  });
  const labels = inside(set, 'spec', 'template', 'metadata', 'labels');
  expect(inside(service, 'spec', 'selector')).toEqual(labels);
  expect(inside(set, 'spec', 'selector', 'matchLabels')).toEqual(labels);
  const mounts = inside(pod, 'containers', 0, 'volumeMounts') as { name: string }[];
  const volumes = inside(pod, 'volumes') as { name: string }[];
  expect(mounts.map(({ name }) => name).toSorted()).toEqual(
    ['data', ...volumes.map(({ name }) => name)].toSorted(),
  );
  expect(inside(pod, 'volumes', 0, 'configMap', 'name')).toBe(map?.metadata.name);
});

test('secrets, a class of storage and a balancer come in only where they are asked for', () => {
  const plain = JSON.stringify(rendered());
  expect(plain).not.toMatch(/secretName|storageClassName|externalTrafficPolicy/);
  const asked = rendered({
    privateFiles: 'page-certificate',
    storage: { size: '1Gi', className: 'fast' },
    service: { type: 'LoadBalancer' },
  });
  const secret = inside(asked['StatefulSet'], 'spec', 'template', 'spec', 'volumes', 2, 'secret');
  expect(secret).toEqual({ secretName: 'page-certificate', defaultMode: 0o440 });
  expect(inside(asked['Service'], 'spec', 'externalTrafficPolicy')).toBe('Local');
  expect(JSON.stringify(asked)).toContain('"storageClassName":"fast"');
});

test('the configuration of the chart is one that the collector takes', () => {
  const text = String(inside(rendered()['ConfigMap'], 'data', 'collector.toml'));
  const path = join(scratchFolder(), 'collector.toml');
  writeFileSync(path, text);
  const file = { path, raw: readConfigurationFile(path) };
  expect(resolveConfiguration({ flags: {}, environment: {}, file })).toMatchObject({
    public_name: 'tenken.example.jp',
  });
});

test('the compose file runs a confined collector with variables that exist', () => {
  const compose = parse(read('container', 'compose.yaml')) as Record<string, unknown>;
  const collector = inside(compose, 'services', 'collector');
  expect(collector).toMatchObject({
    image: `tenken-collector:${version}`,
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  });
  const variables = Object.keys(inside(collector, 'environment') as object);
  const known = keys.map(variableOf);
  expect(variables.filter((name) => !known.includes(name))).toEqual([]);
  const mounted = (inside(collector, 'volumes') as string[]).map((volume) => volume.split(':')[0] ?? '');
  expect(Object.keys(inside(compose, 'volumes') as object)).toEqual(mounted);
});

test('the container file names files that exist, runs as nobody, and sets variables that exist', () => {
  const lines = read('container', 'Containerfile').split('\n');
  const copied = lines.flatMap((line) => /^COPY (?:--\S+ )?(\S+) \S+$/.exec(line)?.[1] ?? []);
  expect(copied).toHaveLength(3);
  const made = 'deploy/dist/collector/root/usr/lib/tenken-collector';
  for (const path of copied.filter((one) => one !== made)) {
    expect(readFileSync(join(deploy, '..', path), 'utf8').length).toBeGreaterThan(0);
  }
  expect(copied).toContain(made);
  expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER 64446:64446']);
  const variables = [...(lines.find((line) => line.startsWith('ENV ')) ?? '').matchAll(/(TENKEN_\w+)=/g)];
  const known = keys.map(variableOf);
  expect(variables.length).toBe(3);
  for (const [, name = ''] of variables) expect(known).toContain(name);
});

test('the health check of the container asks a collector whether it is ready', async () => {
  const collector = await ownCollector();
  const ask = (port: string) =>
    spawnSync(process.execPath, [join(deploy, 'container', 'healthcheck.mjs')], {
      env: { ...process.env, TENKEN_PORT: port },
      encoding: 'utf8',
    });
  // The collector is of this process, which must not wait for the answer itself.
  expect(ask('1').status).toBe(1);
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [join(deploy, 'container', 'healthcheck.mjs')], {
    env: { ...process.env, TENKEN_PORT: new URL(collector.url).port },
  });
  const code = await new Promise((done) => child.once('exit', done));
  expect(code).toBe(0);
});
