import { readFileSync } from 'node:fs';
import { TenkenError } from '@tenken/shared';
import type { OwnDesk } from '../../assessments/desk/desk.ts';
import { deskLimits } from '../../limits/limits.ts';
import type { CommandDesk } from './at-desk.ts';
import { Connection } from './connection.ts';
import type { Answer, Sent } from './connection.ts';
import type { Place } from './desk-options.ts';
import { download } from './download.ts';
import { refused } from './refused.ts';
import { signIn } from './sign-in.ts';
import type { SignedIn } from './sign-in.ts';

/** At a collector elsewhere, signed in for this one command. @throws {TenkenError} what `signIn` and the desk throw */
export async function atRemoteDesk<T>(
  { url, account, authority }: Extract<Place, { kind: 'server' }>,
  work: (desk: CommandDesk) => Promise<T>,
): Promise<T> {
  const connection = new Connection(url, authority);
  const signedIn = await signIn(connection, account);
  try {
    return await work(remoteDesk(connection, signedIn));
  } finally {
    await signedIn.signOut();
  }
}

const octets = { 'content-type': 'application/octet-stream' };

function remoteDesk(connection: Connection, { with: means, headers }: SignedIn): CommandDesk {
  const ask = async (path: string, { headers: more, ...sent }: Sent = {}): Promise<Answer> => {
    const answer = await connection.ask(path, { ...sent, headers: { ...headers, ...more } });
    if (answer.status < 200 || answer.status > 299) throw refused(answer, means);
    return answer;
  };
  const send = async <Result>(path: string, sent: Sent = {}): Promise<Result> =>
    (await ask(path, sent)).json as Result;
  const json = <Result>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: unknown): Promise<Result> =>
    send(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const bytes = <Result>(
    path: string,
    content: Uint8Array,
    query: Record<string, string | undefined>,
  ): Promise<Result> => {
    refuseLarge(content.length, 'The file');
    return send(`${path}${queryOf(query)}`, { method: 'PUT', headers: octets, body: content });
  };
  const itemPath = ({ system, checklist, item }: { system: string; checklist: string; item: string }) =>
    at`/api/v1/systems/${system}/checklists/${checklist}/items/${item}`;
  const desk: OwnDesk = {
    listSystems: async () => (await send<{ systems: never }>('/api/v1/systems')).systems,
    setSystem: ({ id, ...change }) => json('PUT', at`/api/v1/systems/${id}`, change),
    importLedger: ({ system, content, encoding }) =>
      bytes(at`/api/v1/systems/${system}/ledger`, content, { encoding }),
    declare: ({ system, kind, ...declaration }) =>
      json('PUT', at`/api/v1/systems/${system}/declarations/${kind}`, declaration),
    listDeclarations: async ({ system }) =>
      (await send<{ declarations: never }>(at`/api/v1/systems/${system}/declarations`)).declarations,
    listAssessments: async (filter) =>
      (await send<{ assessments: never }>(`/api/v1/assessments${queryOf(filter)}`)).assessments,
    openAssessment: (asked) => json('POST', '/api/v1/assessments', asked),
    showAssessment: ({ id, asOf }) => send(at`/api/v1/assessments/${id}` + queryOf({ asOf })),
    editItem: ({ assessment, item, role, remarks, revision }) =>
      json('PATCH', at`/api/v1/assessments/${assessment}/items/${item}`, { role, remarks, revision }),
    freeze: ({ id, asOf, person }) => json('POST', at`/api/v1/assessments/${id}/freezing`, { asOf, person }),
    review: ({ id, ...review }) => json('POST', at`/api/v1/assessments/${id}/review`, review),
    close: ({ id, ...closing }) => json('POST', at`/api/v1/assessments/${id}/closing`, closing),
    sendBack: ({ id, ...sending }) => json('POST', at`/api/v1/assessments/${id}/sending-back`, sending),
    listSentBack: async ({ id }) =>
      (await send<{ sentBack: never }>(at`/api/v1/assessments/${id}/sent-back`)).sentBack,
    writeAnswerSheet: async ({ assessment }) =>
      (await ask(at`/api/v1/assessments/${assessment}/answer-sheet`)).body,
    takeAnswerSheet: ({ assessment, content, apply }) =>
      bytes(at`/api/v1/assessments/${assessment}/answer-sheet`, content, {
        check: apply ? undefined : 'only',
      }),
    attest({ answer, until, note, person, files = [], ...item }) {
      refuseLarge(
        files.reduce((sum, { content }) => sum + content.length, 0),
        'All files together',
      );
      const sent = files.map(({ name, content }) => ({ name, content: content.toString('base64') }));
      return json('PUT', `${itemPath(item)}/attestation`, { answer, until, note, person, files: sent });
    },
    plan: ({ owner, due, text, ...item }) => json('PUT', `${itemPath(item)}/plan`, { owner, due, text }),
    listWaivers: async ({ system }) =>
      (await send<{ waivers: never }>(at`/api/v1/systems/${system}/waivers`)).waivers,
    requestWaiver: ({ system, ...waiver }) => json('POST', at`/api/v1/systems/${system}/waivers`, waiver),
    decideWaiver: ({ id, ...decision }) => json('POST', at`/api/v1/waivers/${id}/decision`, decision),
    loadWording: ({ checklist, content, encoding }) =>
      bytes(at`/api/v1/checklists/${checklist}/wording`, content, { encoding }),
  };
  return {
    ...desk,
    importReport: ({ content, accept, label }) =>
      send(
        `/api/v1/imports${queryOf({ accept: accept.length === 0 ? undefined : accept.join(','), label: label === '' ? undefined : label })}`,
        {
          method: 'POST',
          headers: octets,
          body: content,
        },
      ),
    exportPack({ assessment, draft, asOf, template }, destination, { onBytes }) {
      const path = at`/api/v1/assessments/${assessment}/pack`;
      const query = queryOf({ state: draft ? 'draft' : 'final', asOf });
      const workbook = template === undefined ? null : templateOf(template);
      const sent: Sent = workbook
        ? { method: 'POST', headers: { ...headers, ...octets }, body: workbook }
        : { headers };
      return download(connection, `${path}${query}`, sent, means, destination, onBytes);
    },
  };
}

/** A path whose values are data, whatever they hold. */
function at(texts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: texts }, ...values.map((value) => encodeURIComponent(value)));
}

function queryOf(values: Record<string, string | undefined>): string {
  const told = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return told.length === 0 ? '' : `?${new URLSearchParams(told).toString()}`;
}

/** @throws {TenkenError} `usage` */
function refuseLarge(length: number, what: string): void {
  const most = deskLimits.uploadBytes;
  if (length > most) {
    throw new TenkenError(
      'usage',
      `${what} may have ${most / 1024 / 1024} MiB at most to be sent to a collector. Larger ones are taken on its own machine, with --data.`,
    );
  }
}

function templateOf(path: string): Buffer {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (cause) {
    throw new TenkenError('template-unusable', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
  refuseLarge(content.length, 'The template');
  return content;
}
