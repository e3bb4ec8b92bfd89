import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
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

const podOf = (manifests: Record<string, Manifest>) =>
  inside(manifests['StatefulSet'], 'spec', 'template', 'spec');
const modeOf = ({ mode }: { mode: number }) => mode & 0o777;

/** What the collector of a chart makes of its file and its environment. */
function configured(manifests: Record<string, Manifest>) {
  const path = join(scratchFolder(), 'collector.toml');
  writeFileSync(path, String(inside(manifests['ConfigMap'], 'data', 'collector.toml')));
  const told = inside(podOf(manifests), 'containers', 0, 'env') as { name: string; value: string }[];
  const environment = Object.fromEntries(told.map(({ name, value }) => [name, value]));
  return resolveConfiguration({ flags: {}, environment, file: { path, raw: readConfigurationFile(path) } });
}

type Tree = Record<string, unknown>;

/** Of files that compose is given one after the other: tables are taken together, lists are joined. */
function merged(files: readonly Tree[]): Tree {
  return files.reduce((whole, file) => {
    const result = { ...whole };
    for (const [name, value] of Object.entries(file)) {
      const before = whole[name];
      result[name] = isTree(before) && isTree(value) ? merged([before, value]) : value;
      if (Array.isArray(before) && Array.isArray(value)) result[name] = before.concat(value);
    }
    return result;
  }, {});
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a service, with what `${NAME:-default}` is without the variable. */
function environmentOf(service: unknown): Record<string, string> {
  const given = Object.entries((inside(service, 'environment') ?? {}) as Record<string, string>);
  return Object.fromEntries(
    given.map(([name, value]) => [name, value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')]),
  );
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
  expect(validate({ ...values, replicas: 0 })).toBe(false);
  expect(validate({ ...values, workers: 3 })).toBe(false);
  const database = (url: string) => ({ ...values, database: { url, secret: '' } });
  expect(validate(database('postgres://tenken@db/tenken'))).toBe(true);
  expect(validate(database('postgres://tenken:password@db/tenken'))).toBe(false);
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
  expect(plain).not.toMatch(
    /secretName|storageClassName|externalTrafficPolicy|sessionAffinity|TENKEN_DATABASE/,
  );
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

const shared = {
  replicas: 3,
  database: {
    url: 'postgres://tenken@db.example.jp/tenken?sslmode=verify-full&sslrootcert=/etc/tenken/database/ca.crt',
    secret: 'tenken-database',
  },
  authority: 'tenken-authority',
};

test('several collectors share a database and an authority, or the chart says what is missing', () => {
  expect(() => rendered({ replicas: 2 })).toThrow('Name it with database.url');
  expect(() => rendered({ ...shared, authority: '' })).toThrow('need the same authority');
  const pod = podOf(rendered(shared));
  expect(inside(rendered(shared)['StatefulSet'], 'spec', 'replicas')).toBe(3);
  expect(inside(rendered(shared)['Service'], 'spec', 'sessionAffinity')).toBe('ClientIP');
  expect(inside(pod, 'topologySpreadConstraints', 0, 'topologyKey')).toBe('kubernetes.io/hostname');
  for (const name of ['database', 'authority']) {
    const volumes = inside(pod, 'volumes') as { name: string }[];
    expect(volumes.find((volume) => volume.name === name)).toEqual({
      name,
      secret: { secretName: `tenken-${name}`, defaultMode: 0o440 },
    });
  }
  const mounts = [inside(pod, 'containers', 0), inside(pod, 'initContainers', 0)].map(
    (container) => inside(container, 'volumeMounts') as { name: string; mountPath: string }[],
  );
  expect(mounts[0]).toContainEqual({ name: 'database', mountPath: '/etc/tenken/database', readOnly: true });
  expect(mounts[1]).toContainEqual({ name: 'authority', mountPath: '/etc/tenken/authority', readOnly: true });
  // One collector on a database needs no authority of somebody else's.
  expect(podOf(rendered({ ...shared, replicas: 1, authority: '' }))).not.toHaveProperty('initContainers');
});

test('what a collector of the chart is told is a configuration that it takes, on SQLite and on PostgreSQL', () => {
  const alone = configured(rendered());
  expect([alone.public_name, alone.database]).toEqual(['tenken.example.jp', undefined]);
  expect(configured(rendered(shared))).toMatchObject({
    public_name: 'tenken.example.jp',
    data: '/var/lib/tenken-collector/data',
    database: shared.database.url,
    database_password_file: '/etc/tenken/database/password',
  });
});

test("the authority's keys come into the collector's folder, for itself alone, again and again", () => {
  const folder = scratchFolder();
  const [given, volume] = [join(folder, 'secret'), join(folder, 'volume')];
  for (const path of [given, volume]) mkdirSync(path);
  writeFileSync(join(given, 'authority-key.pem'), 'key', { mode: 0o440 });
  writeFileSync(join(given, 'ticket-keys'), 'of one day', { mode: 0o440 });
  const script = String(inside(podOf(rendered(shared)), 'initContainers', 0, 'args', 0))
    .replaceAll('/etc/tenken/authority', given)
    .replaceAll('/var/lib/tenken-collector', volume);
  for (const _ of ['first', 'again']) {
    expect(spawnSync('/bin/sh', ['-ec', script], { encoding: 'utf8' }).stderr).toBe('');
  }
  const authority = join(volume, 'data', 'authority');
  expect(readdirSync(authority)).toEqual(['authority-key.pem']);
  expect([statSync(authority), statSync(join(authority, 'authority-key.pem'))].map(modeOf)).toEqual([
    0o700, 0o600,
  ]);
});

describe.each([
  ['SQLite', ['compose.yaml'], {}],
  [
    'PostgreSQL',
    ['compose.yaml', 'compose.postgresql.yaml'],
    {
      database: 'postgres://tenken@database:5432/tenken?sslmode=disable',
      database_password_file: '/run/secrets/database-password',
    },
  ],
])('compose on %s', (_, files, configuration) => {
  const compose = merged(files.map((name) => parse(read('container', name)) as Tree));
  const services = inside(compose, 'services') as Record<string, Tree>;

  test('the collector is confined, and its environment is a configuration that it takes', () => {
    expect(services['collector']).toMatchObject({ image: `tenken-collector:${version}` });
    const environment = environmentOf(services['collector']);
    const known = keys.map(variableOf);
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    const taken = resolveConfiguration({ flags: {}, environment, file: null });
    expect(taken).toMatchObject({ public_name: 'localhost', ...configuration });
    expect(taken.database === undefined).toBe(files.length === 1);
  });

  test('every service is confined and ends in peace', () => {
    for (const [name, service] of Object.entries(services)) {
      expect(service, name).toMatchObject({
        restart: 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        stop_grace_period: '2m',
      });
      expect(service).not.toHaveProperty('privileged');
    }
    const open = Object.entries(services).filter(([, service]) => service['ports'] !== undefined);
    expect(open.map(([name]) => name)).toEqual(['collector']);
  });

  test('volumes, networks, secrets and services that are named exist, and those that exist are named', () => {
    for (const kind of ['volumes', 'networks', 'secrets']) {
      const named = Object.values(services).flatMap((service) =>
        ((service[kind] ?? []) as string[]).map((one) => one.split(':')[0] ?? ''),
      );
      const used = new Set(named.filter((one) => one !== 'default'));
      expect([...used].toSorted(), kind).toEqual(Object.keys(compose[kind] ?? {}).toSorted());
    }
    const awaited = Object.values(services).flatMap((service) => Object.keys(service['depends_on'] ?? {}));
    for (const name of awaited) expect(services[name]).toHaveProperty('healthcheck');
  });
});

test('the password of the database is in a file, the same for both, on a network of their own', () => {
  const added = parse(read('container', 'compose.postgresql.yaml')) as Tree;
  const [collector, database] = ['collector', 'database'].map((name) =>
    environmentOf(inside(added, 'services', name)),
  );
  expect(database?.['POSTGRES_PASSWORD_FILE']).toBe(collector?.['TENKEN_DATABASE_PASSWORD_FILE']);
  expect(database).not.toHaveProperty('POSTGRES_PASSWORD');
  const url = new URL(collector?.['TENKEN_DATABASE'] ?? '');
  expect([url.hostname, url.username, url.pathname]).toEqual([
    'database',
    database?.['POSTGRES_USER'],
    `/${database?.['POSTGRES_DB']}`,
  ]);
  expect(inside(added, 'services', 'database', 'networks')).toEqual(['inside']);
  expect(inside(added, 'networks', 'inside', 'internal')).toBe(true);
  const file = String(inside(added, 'secrets', 'database-password', 'file'));
  const ignored = readFileSync(join(deploy, '../.gitignore'), 'utf8').split('\n');
  expect(ignored).toContain(join('/deploy/container', file));
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
