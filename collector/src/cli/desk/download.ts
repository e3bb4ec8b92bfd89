import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { TenkenError } from '@tenken/shared';
import { packHeader } from '../../assessments/desk/made-pack.ts';
import type { MadePack } from '../../assessments/desk/made-pack.ts';
import type { Connection, Sent } from './connection.ts';
import { refused } from './refused.ts';

/**
 * Takes a pack from a collector: the file appears under its name when all of it is on disk, or not at all.
 *
 * @throws {TenkenError} `pack-unwritable`, `server-unreachable`, and what the collector refuses
 */
export async function download(
  connection: Connection,
  path: string,
  sent: Sent,
  signedInWith: 'token' | 'account',
  destination: string,
  onBytes?: (received: number, total: number) => void,
): Promise<MadePack> {
  if (existsSync(destination)) throw unwritable(destination, 'it is there already. Name a new file');
  const part = `${destination}.partial-${process.pid}`;
  // Made first: the collector need not work for a folder that takes nothing.
  const file = await open(part, 'wx').catch((cause: Error) => {
    throw unwritable(destination, cause.message);
  });
  try {
    const response = await connection.open(path, sent);
    const { statusCode: status = 0, headers } = response;
    if (status !== 200) {
      const body = (await buffer(response)).toString('utf8');
      throw refused({ status, headers, json: jsonOf(body) }, signedInWith);
    }
    const receipt = jsonOf(String(headers[packHeader] ?? '')) as Omit<MadePack, 'path'> | null;
    if (receipt === null) {
      throw new TenkenError('server-failed', 'The collector sent something that is no pack.');
    }
    let received = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      await file.write(chunk).catch((cause: Error) => {
        throw unwritable(destination, cause.message);
      });
      received += chunk.length;
      onBytes?.(received, receipt.bytes);
    }
    if (received !== receipt.bytes) throw cut(connection);
    await file.sync();
    await file.close();
    if (existsSync(destination)) throw unwritable(destination, 'it is there already. Name a new file');
    await rename(part, destination);
    return { ...receipt, path: destination };
  } catch (error) {
    if (['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes((error as { code?: string }).code ?? '')) {
      throw cut(connection, error);
    }
    throw error;
  } finally {
    await file.close().catch(() => undefined);
    await rm(part, { force: true });
  }
}

function unwritable(destination: string, why: string): TenkenError {
  return new TenkenError('pack-unwritable', `${destination} was not written: ${why}.`);
}

function cut({ url }: Connection, cause?: unknown): TenkenError {
  return new TenkenError(
    'server-unreachable',
    `${url.origin} broke off before the pack was whole. Nothing of it is left; try again.`,
    { cause },
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
