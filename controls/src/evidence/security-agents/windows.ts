import type { Host, RegistryKey } from '@tenken/shared';
import { readServices } from '../antivirus/windows-services.ts';
import type { Service } from '../antivirus/windows-services.ts';
import { dword, keyOrNull, shortText } from '../registry-values.ts';
import { readPart } from '../unread.ts';
import type { Unread } from '../unread.ts';
import type { Agent, SecurityAgents } from './schema.ts';
import { vendors } from './vendors.ts';
import type { Vendor } from './vendors.ts';

const onboardingKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status';
const enrolments = 'HKLM\\SOFTWARE\\Microsoft\\Enrollments';
const maxEnrolments = 30;
const enrolledState = 1;

export async function readWindows(host: Host): Promise<SecurityAgents> {
  const unread: Unread[] = [];
  const services = await readPart(unread, 'services', null, () => readServices(host));
  const known = vendors.filter(
    (vendor) => vendor.services !== undefined || vendor.servicePaths !== undefined,
  );
  const agents: Agent[] = [];
  for (const vendor of known) {
    const found = [...(services?.values() ?? [])].filter((service) => isOf(vendor, service));
    const agent = await agentOf(host, vendor, found);
    if (agent) agents.push(agent);
  }
  return {
    unread,
    agents,
    lookedFor: known.map(({ id }) => id),
    enrolment: await readEnrolment(host, unread),
  };
}

function isOf({ services, servicePaths }: Vendor, service: Service): boolean {
  const name = service.name.toLowerCase();
  return (
    (services?.includes(name) ?? false) ||
    (servicePaths?.some((part) => service.path.includes(part)) ?? false)
  );
}

async function agentOf(host: Host, vendor: Vendor, services: readonly Service[]): Promise<Agent | null> {
  if (services.length === 0) return null;
  const unread: Unread[] = [];
  const isDefender = vendor.id === 'microsoft-defender-for-endpoint';
  const onboarded = isDefender
    ? dword(await keyOrNull(host, unread, onboardingKey), 'OnboardingState') === 1
    : null;
  const running = services.some((service) => service.running);
  // The service is part of Windows: not started and not tied to anybody, it is nobody's agent.
  if (isDefender && !running && !onboarded && unread.length === 0) return null;
  return {
    agent: vendor.id,
    sources: services.slice(0, 8).map(({ name }) => `service ${name}`.slice(0, 200)),
    running,
    onboarded: isDefender && unread.length > 0 ? null : onboarded,
    unread,
  };
}

/** A key for each enrolment, also for those that ended or are of the account of a person alone. */
async function readEnrolment(host: Host, unread: Unread[]): Promise<SecurityAgents['enrolment']> {
  const before = unread.length;
  const list = await keyOrNull(host, unread, enrolments);
  const names = (list?.subkeys ?? []).filter((name) =>
    /^\{?[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}\}?$/i.test(name),
  );
  for (const name of names.slice(0, maxEnrolments)) {
    const key: RegistryKey | null = await keyOrNull(host, unread, `${enrolments}\\${name}`);
    const provider = shortText(key, 'ProviderID', 100);
    if (provider !== null && dword(key, 'EnrollmentState') === enrolledState) {
      return { enrolled: true, by: provider };
    }
  }
  return { enrolled: unread.length > before ? null : false, by: null };
}
