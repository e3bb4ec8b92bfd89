import type { FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../access/principal.ts';
import { openDesk } from '../assessments/desk/desk.ts';
import type { Desk } from '../assessments/desk/desk.ts';
import type { DeskContext } from '../assessments/desk/context.ts';
import type { Who } from '../assessments/desk/who.ts';
import type { CollectorContext } from '../context.ts';
import { GoneAway } from '../gone-away.ts';
import { principalOf } from '../plugins/access.ts';

/** What the desk works with in a collector. */
export function deskContext({ repositories, directory, staleAfterMs }: CollectorContext): DeskContext {
  return { repositories, folder: directory.scratch, staleAfterMs };
}

export function deskOfCollector(context: CollectorContext): Desk {
  return openDesk(deskContext(context));
}

/** Who asks, at the desk. A script has no name that a form could print. */
export function whoAsks(request: FastifyRequest, context: CollectorContext): Who {
  const principal = principalOf(request);
  return {
    actor: actorOf(principal),
    now: context.now().getTime(),
    person: principal.kind === 'person' ? principal.displayName : null,
  };
}

/** Given up when the answer is out, or when whoever asked has gone away. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort(new GoneAway()));
  return gone.signal;
}
