import type { ExchangeRequest, Host } from '@tenken/shared';
import type { Given, NoAnswer } from './conversation.ts';
import { silenceOf } from './silence.ts';
import { startTlsDialogue } from './starttls/index.ts';
import type { StartTlsProtocol } from './starttls/index.ts';

/**
 * One exchange behind the words that come before TLS: what is given back begins where TLS does.
 *
 * @param name what the server is called, for protocols that serve several
 * @throws {ProbeError} as `Host.exchange`
 */
export async function leadBy(
  host: Host,
  protocol: StartTlsProtocol,
  name: string,
  request: ExchangeRequest & Required<Pick<ExchangeRequest, 'enough'>>,
): Promise<Given | NoAnswer> {
  const dialogue = startTlsDialogue(protocol, name);
  const opening = dialogue(new Uint8Array());
  let said = opening.type === 'send' ? opening.index + 1 : 0;
  let isHelloSent = false;
  const respond = (received: Uint8Array): Uint8Array | null => {
    const progress = dialogue(received);
    if (progress.type === 'send' && progress.index === said) {
      said = progress.index + 1;
      return progress.bytes;
    }
    if (progress.type !== 'ready' || isHelloSent) return null;
    isHelloSent = true;
    return Buffer.concat([progress.first, request.payload]);
  };
  const result = await host.exchange({
    ...request,
    payload: opening.type === 'send' ? opening.bytes : new Uint8Array(),
    respond,
    enough(received) {
      const progress = dialogue(received);
      if (progress.type === 'refused') return true;
      return progress.type === 'ready' && request.enough(received.subarray(progress.tlsFrom));
    },
  });
  const progress = dialogue(result.received);
  if (progress.type === 'ready') {
    return { ...result, received: result.received.subarray(progress.tlsFrom), type: 'given' };
  }
  const { received } = result;
  if (progress.type === 'refused') return { type: 'none', why: 'no-starttls', received, refused: progress };
  // What was not even asked was not refused.
  const why = silenceOf[result.ended];
  return { type: 'none', why: why === 'dropped' ? 'no-connection' : why, received };
}
