import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permissionNames, permissions, roleMay, roles } from '../src/access/permissions.ts';
import { createLogger } from '../src/logger.ts';
import type { RouteAccess } from '../src/plugins/access.ts';
import { openCollector } from '../src/server.ts';

// Writes the page that says who may call which route, or with --check fails when the committed one differs.
const path = join(import.meta.dirname, '..', '..', 'shared', 'docs', 'access.md');

const page = accessPage(await registeredRoutes());
if (!process.argv.includes('--check')) {
  writeFileSync(path, page);
} else if (!existsSync(path) || readFileSync(path, 'utf8') !== page) {
  process.stderr.write('shared/docs/access.md is not up to date; run npm run docs and read the diff\n');
  process.exitCode = 1;
}

/** Those that a collector really has registered. */
async function registeredRoutes(): Promise<readonly RouteAccess[]> {
  const data = mkdtempSync(join(tmpdir(), 'tenken-access-'));
  try {
    const collector = await openCollector({ data, port: 0, agentPort: 0, logger: createLogger('error') });
    const { routes } = collector;
    await collector.close();
    return routes;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

function accessPage(routes: readonly RouteAccess[]): string {
  // Which files the page has depends on whether it is built.
  const api = routes.filter((route) => /^\/(api\/|(?:health|ready)z$|metrics$)/.test(route.path));
  if (api.length < 10) throw new Error(`only ${api.length} routes were found`);
  const byPath = api.toSorted((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`, 'en'));
  return `# Who may do what

Generated from \`collector/src/access/permissions.ts\` and the routes of the port for people; do not edit. A test calls every route as everybody.

## Permissions

An API token has the permissions of its role, or fewer; those marked * need a person who signed in.

| permission | lets somebody | ${roles.join(' | ')} |
|---|---|${roles.map(() => ':-:|').join('')}
${permissionNames
  .map((name) => {
    const { meaning, peopleOnly } = permissions[name];
    const marks = roles.map((role) => (roleMay(role, name) ? '〇' : '－'));
    return `| \`${name}\`${peopleOnly ? ' *' : ''} | ${meaning} | ${marks.join(' | ')} |`;
  })
  .join('\n')}

## Routes

\`public\`: nobody signs in. The page's own files are public too; they hold nothing of this collector. Agents send reports to another port, which takes client certificates only.

| route | needs | nobody | ${roles.join(' | ')} |
|---|---|:-:|${roles.map(() => ':-:|').join('')}
${byPath.map((route) => row(route)).join('\n')}
`;
}

function row({ method, path: address, access, openOnLoopback }: RouteAccess): string {
  const marks = [access === 'public', ...roles.map((role) => access === 'public' || roleMay(role, access))];
  const local = openOnLoopback ? ', nothing from this machine itself' : '';
  return `| \`${method} ${address}\` | \`${access}\`${local} | ${marks.map((mark) => (mark ? '〇' : '－')).join(' | ')} |`;
}
