import { lookup } from 'node:dns/promises';
import type { BlockList } from 'node:net';
import { isIP } from 'node:net';
import { addressClass, addressClasses, contains, text } from '@tenken/shared';
import { explained, SendFailure } from './send-failure.ts';

/** Where messages may go. */
export type Reach = {
  /** Networks that the configuration of this machine allows although they are special. */
  allowed: BlockList;
  /** The collector ends: whatever is not sent by then is sent after the next start. */
  ending: AbortSignal;
};

/** Offices send within their own networks. */
const usual = new Set(['private', 'carrier-nat']);
const lookupMs = 10_000;

/**
 * One address of a host that messages may go to. The connection goes to this very address: a name that is asked again
 * may have another by then.
 *
 * @throws {SendFailure} it has no address, or one of them is this machine's, link-local, metadata or the like
 */
export async function destination(host: string, { allowed, ending }: Reach): Promise<string> {
  const addresses = isIP(host) ? [host] : await addressesOf(host, ending);
  for (const address of addresses) {
    const special = addressClass(address);
    if (special === null || usual.has(special) || contains(allowed, address)) continue;
    const named = host === address ? address : `${host} (${address})`;
    throw new SendFailure(
      text(
        `${named} は${addressClasses[special].ja}です。そこへ送るには、コレクターを --alert-allow とそのネットワークを付けて起動します。`,
        `${named}: ${addressClasses[special].en}. Messages go there only when the collector is started with --alert-allow and its network.`,
      ),
    );
  }
  const [first] = addresses;
  if (first === undefined) {
    throw new SendFailure(text(`${host} にはアドレスがありません。`, `${host} has no address.`));
  }
  return first;
}

async function addressesOf(host: string, ending: AbortSignal): Promise<string[]> {
  const late = AbortSignal.any([AbortSignal.timeout(lookupMs), ending]);
  const timeout = new Promise<never>((_resolve, reject) =>
    late.addEventListener('abort', () =>
      reject(
        new SendFailure(
          text(`${host} の名前解決が時間内に終わりません。`, `The name ${host} was not answered in time.`),
        ),
      ),
    ),
  );
  try {
    const found = await Promise.race([lookup(host, { all: true, order: 'ipv4first' }), timeout]);
    return found.map(({ address }) => address);
  } catch (cause) {
    if (cause instanceof SendFailure) throw cause;
    const why = explained(cause as Error);
    throw new SendFailure(
      text(`${host} の名前を解決できません: ${why.ja}`, `The name ${host} has no address here: ${why.en}`),
      { cause },
    );
  }
}
