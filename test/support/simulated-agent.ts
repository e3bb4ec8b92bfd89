import { generateKeyPairSync } from 'node:crypto';
import { certificateRequest } from '../../agent/src/identity/csr.ts';
import { runTenken } from './collector-process.ts';
import type { CollectorProcess } from './collector-process.ts';
import { send } from './https.ts';
import type { Credentials } from './https.ts';

/** A host that was enrolled with a real token and a real request for a certificate. */
export type SimulatedAgent = Required<Credentials> & { hostId: string; name: string };

/** Enrolments are limited by address: 30 a minute. Some are left for the test itself. */
const enrolmentsPerAddress = 20;

/** A token by the command that people use. */
export async function makeToken(
  data: string,
  options: { uses?: number; hours?: number; label?: string } = {},
): Promise<string> {
  const args = ['--uses', String(options.uses ?? 1), '--hours', String(options.hours ?? 1)];
  if (options.label !== undefined) args.push('--label', options.label);
  const { code, output, errors } = await runTenken(['collector', 'token', '--data', data, ...args]);
  if (code !== 0) throw new Error(`tenken collector token ended with ${code}: ${errors}`);
  return output.trim();
}

/** Enrols hosts at a running collector, of one department when there is a label. */
export async function enrolAgents(
  collector: CollectorProcess,
  count: number,
  label?: string,
): Promise<SimulatedAgent[]> {
  if (count < 1 || count > 1000) throw new RangeError(`${count} agents`);
  const token = await makeToken(collector.data, { uses: count, ...(label !== undefined && { label }) });
  const agents: SimulatedAgent[] = [];
  for (let index = 0; index < count; index += 1) {
    // Linux answers for all of 127/8; elsewhere a test stays below one address's limit.
    const from = `127.0.0.${1 + Math.floor(index / enrolmentsPerAddress)}`;
    agents.push(await enrolAgent(collector, token, `host-${index}`, from));
  }
  return agents;
}

async function enrolAgent(
  collector: CollectorProcess,
  token: string,
  name: string,
  from: string,
): Promise<SimulatedAgent> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const body = JSON.stringify({ token, csr: certificateRequest(privateKey, publicKey), hostName: name });
  const answer = await enrol(collector, body, from);
  const { hostId, certificate } = answer.json;
  if (answer.status !== 201 || typeof hostId !== 'string' || typeof certificate !== 'string') {
    throw new Error(`enrolment was answered with ${answer.status}: ${JSON.stringify(answer.json)}`);
  }
  return {
    hostId,
    name,
    authority: collector.authority,
    certificate,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** One request to enrol, as it is. */
export function enrol(
  collector: CollectorProcess,
  body: string | Buffer,
  from?: string,
): ReturnType<typeof send> {
  return send(
    `${collector.url}/api/v1/enrolments`,
    { authority: collector.authority },
    { body, headers: { 'content-type': 'application/json' }, ...(from === undefined ? {} : { from }) },
  );
}
