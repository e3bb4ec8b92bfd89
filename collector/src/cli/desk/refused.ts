import * as z from 'zod';
import { errorCodes, TenkenError } from '@tenken/shared';
import type { ErrorCode } from '@tenken/shared';
import { ToldError } from '../../told-error.ts';
import { plain } from '../output/print.ts';
import type { Answer } from './connection.ts';

const harmless = z.string().max(10_000).transform(plain);
const Words = z.object({ ja: harmless, en: harmless });
/** What it says in both languages, where it does. */
const Told = z
  .object({ why: Words, faults: z.array(Words).max(10_000).optional() })
  .transform(({ why, faults }) => ({ why, ...(faults && { faults }) }));

/** What a collector's refusal says, as an error of the command line. Its text is another machine's: made harmless. */
export function refused(
  { status, headers, json }: Pick<Omit<Answer, 'body'>, 'status' | 'headers' | 'json'>,
  signedInWith: 'token' | 'account',
) {
  const { title, detail } = (json ?? {}) as { title?: unknown; detail?: unknown };
  const code = typeof title === 'string' ? title : '';
  const said = typeof detail === 'string' ? plain(detail) : `it answered ${status}`;
  if (status === 401 || code === 'csrf-token-wrong') {
    return new TenkenError(
      'sign-in-refused',
      signedInWith === 'token'
        ? 'The collector does not take the token in TENKEN_TOKEN: it is wrong, was revoked or is past its time. Make another one with tenken api-token create, or sign in with --account.'
        : `The collector did not let you in: ${said}`,
    );
  }
  if (status === 403) {
    const hint =
      signedInWith === 'token'
        ? ' Some steps need a person: sign in with --account in place of the token.'
        : '';
    return new TenkenError('not-permitted', `${said}${hint}`);
  }
  if (status === 503 || status === 429) {
    const seconds = Number(headers['retry-after']);
    const when = Number.isFinite(seconds) ? ` Try again in ${seconds} s.` : '';
    return new TenkenError('server-busy', `The collector does not do it now: ${said}${when}`);
  }
  if (status >= 400 && status < 500 && isErrorCode(code)) {
    const told = Told.safeParse(json);
    return told.success ? new ToldError(code, said, told.data) : new TenkenError(code, said);
  }
  return new TenkenError('server-failed', `The collector did not do it: ${said}`);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
