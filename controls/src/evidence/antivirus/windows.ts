import type { Host } from '@tenken/shared';
import { readPart } from '../unread.ts';
import { readDefender } from './defender-windows.ts';
import { isThere, ProductReader } from './product-reader.ts';
import { productIds, unknownProduct } from './schema.ts';
import type { Antivirus, Product } from './schema.ts';
import { expanded, readRegistrations } from './security-center.ts';
import type { Registration } from './security-center.ts';
import { readServices } from './windows-services.ts';
import type { Service } from './windows-services.ts';
import { vendors } from './windows-vendors.ts';
import type { Vendor } from './windows-vendors.ts';

type Services = ReadonlyMap<string, Service> | null;

const notOnWindows = new Set(['clamav', 'xprotect']);

/**
 * A registration with the Security Center is a hint: entries survive the removal of their product, and tools
 * register a product that is none so that Defender goes to sleep. Windows Server has no Security Center.
 */
export async function readWindows(host: Host): Promise<Antivirus> {
  const unread: Antivirus['unread'] = [];
  const registrations =
    (await readPart(unread, 'Windows Security Center', [], () => readRegistrations(host))) ?? [];
  const services = await readPart(unread, 'services', null, () => readServices(host));
  const defender = await readDefender(
    host,
    services,
    registrations.find(({ microsoft }) => microsoft),
  );
  const products: Product[] = defender ? [defender] : [];
  const others = registrations.filter(({ microsoft }) => !microsoft);
  for (const vendor of vendors) {
    const registered = others.filter((registration) => isOf(vendor, registration));
    for (const registration of registered) others.splice(others.indexOf(registration), 1);
    const product = await readVendor(host, vendor, services, registered);
    if (product) products.push(product);
  }
  for (const registration of others) products.push(await readOther(host, registration, services));
  return {
    unread,
    products: products.slice(0, 32),
    lookedFor: productIds.filter((id) => !notOnWindows.has(id)),
  };
}

async function readVendor(
  host: Host,
  vendor: Vendor,
  services: Services,
  registered: readonly Registration[],
): Promise<Product | null> {
  const service = vendor.services.map((name) => services?.get(name)).find((found) => found !== undefined);
  if (!service && registered.length === 0) return null;
  // After an upgrade the old registration may stay beside the new one.
  const registration = registered.find(({ state }) => state === 'on') ?? registered[0];
  const reader = new ProductReader(host, unknownProduct(vendor.id, registration?.name ?? vendor.name));
  const { product } = reader;
  if (service) reader.source(`service ${service.name}`);
  product.running = service ? service.running : await runsFromItsFolder(host, registration, services);
  await vendor.ask(reader);
  applyRegistration(reader, registration);
  return product;
}

async function readOther(host: Host, registration: Registration, services: Services): Promise<Product> {
  const reader = new ProductReader(host, unknownProduct('other', registration.name));
  reader.product.running = await runsFromItsFolder(host, registration, services);
  applyRegistration(reader, registration);
  return reader.product;
}

/** The Security Center may say that a product is off; that it is on takes more than its word. */
function applyRegistration(reader: ProductReader, registration: Registration | undefined): void {
  if (!registration) return;
  const { product } = reader;
  reader.source('Windows Security Center');
  if (registration.state === 'expired') product.licensed = false;
  if (registration.state !== 'on') product.running = false;
  product.realTime ??= product.running;
  if (product.running === false) product.realTime = false;
  if (product.definitions.state === 'not-told') {
    product.definitions = {
      state: 'present',
      version: null,
      builtAt: null,
      updatedAt: null,
      precision: 'instant',
      current: !registration.outdated,
    };
  }
}

/**
 * True when a service runs from the folder of the registered program, false when that program is gone, null when
 * nothing can be said: a program of Windows itself is no antivirus, and some products run no service.
 */
async function runsFromItsFolder(
  host: Host,
  registration: Registration | undefined,
  services: Services,
): Promise<boolean | null> {
  if (!registration?.program) return null;
  const program = expanded(registration.program);
  if (!/^[A-Z]:\\/i.test(program)) return null;
  if (!(await isThere(host, program))) return false;
  const folder = program.slice(0, program.lastIndexOf('\\') + 1).toLowerCase();
  if (folder.startsWith('c:\\windows\\') || services === null) return null;
  return [...services.values()].some(({ running, path }) => running && path.startsWith(folder)) ? true : null;
}

function isOf(vendor: Vendor, registration: Registration): boolean {
  const path = expanded(registration.program ?? '').toLowerCase();
  return vendor.folders.some((folder) => path.includes(folder));
}
