import type { Host } from '@tenken/shared';
import { Conversation } from './conversation.ts';
import type { Connection, SshTarget } from './conversation.ts';
import { Findings } from './findings.ts';
import type { SshFacts } from './facts.ts';
import { groupOf2048, planFor, questionOf, usualGroup, smallGroup } from './plan.ts';
import { saidIn, seenIn } from './seen.ts';
import type { SshSeen } from './seen.ts';

export type SshExamination = {
  seen: SshSeen;
  /** The beginning of what was seen, fit to be shown; null = nothing. */
  said: string | null;
  /** Null unless `seen` is `ssh`. */
  ssh: SshFacts | null;
  connections: number;
  elapsedMs: number;
};

export type ExamineSshOptions = {
  /** Whole server, 20 s unless told. What is not answered by then is unknown. */
  timeoutMs?: number;
  /**
   * 5 unless told. OpenSSH counts a penalty of a second for each connection that does not sign in, and shuts the whole
   * source address out at 15 (PerSourcePenalties, since 9.8).
   */
  maxConnections?: number;
  /** Say nothing before the server does, and give up after this many milliseconds: for ports of unknown services. */
  listenMs?: number;
};

/**
 * Finds out what one SSH server offers: its lists, its host keys with their sizes, the groups that it gives out for
 * group exchange. One connection at a time; one is enough for the lists and one key.
 */
export async function examineSsh(
  host: Host,
  target: SshTarget,
  options: ExamineSshOptions = {},
): Promise<SshExamination> {
  const startedAt = host.now().getTime();
  const conversation = new Conversation(host, target, startedAt + (options.timeoutMs ?? 20_000));
  const examined = (seen: SshSeen, said: string | null, ssh: SshFacts | null): SshExamination => ({
    seen,
    said,
    ssh,
    connections: conversation.connections,
    elapsedMs: host.now().getTime() - startedAt,
  });
  const first = await firstConnection(conversation, options.listenMs ?? null);
  if (first.type === 'none') return examined(first.why, null, null);
  const { received, reading, silence } = first;
  const seen = seenIn(received, reading, silence);
  const said = saidIn(received, reading);
  const { identification, lists } = reading;
  if (seen !== 'ssh' || identification === null) return examined(seen, said, null);
  const findings = new Findings(identification, lists);
  if (lists === null) return examined(seen, said, findings.facts(null));
  findings.note(first, reading.question);
  await askForTheRest(conversation, findings, options.maxConnections ?? 5);
  return examined(seen, said, findings.facts(planFor(lists)));
}

/** A server that gives no lists any more wants to be left alone. */
const maxAnswerless = 2;

/** A busy server may need longer than one listens for a greeting. */
async function firstConnection(conversation: Conversation, listenMs: number | null) {
  const choose: Parameters<Conversation['ask']>[1] = (lists) => {
    const plan = planFor(lists);
    return questionOf(plan, null, plan.keyExchange === null ? smallGroup : null);
  };
  if (listenMs === null) return conversation.ask('lists', choose);
  const heard = await conversation.ask('greeting', choose, listenMs);
  const isCutShort =
    heard.type === 'made' && heard.silence === 'silent' && heard.reading.identification !== null;
  return isCutShort && !heard.reading.isOver ? conversation.ask('lists', choose) : heard;
}

async function askForTheRest(
  conversation: Conversation,
  findings: Findings,
  maxConnections: number,
): Promise<void> {
  const { plan } = findings;
  const groups = [smallGroup, usualGroup].filter((group) => plan.groupExchange && !findings.hasAsked(group));
  const keys = plan.hostKeys.filter((name) => !findings.hasAnswered(name));
  // A question that was hung up on has its answer; only one that another question broke is asked again.
  const once = new Set<string>(findings.askedFor);
  let answerless = 0;
  while (conversation.connections < maxConnections) {
    const group = groups.shift() ?? null;
    const key = keys.find((name) => !findings.hasAnswered(name) && !once.has(name)) ?? null;
    if (group === null && key === null) return;
    const question = questionOf(plan, key, group);
    if (question === null) return;
    const label = `${question.hostKey} ${question.group ? groupLabel(question.group) : question.keyExchange}`;
    const connection = await conversation.ask(label, () => question);
    if (connection.type === 'none' || isTurnedAway(connection)) {
      findings.stop(connection.type === 'none' ? connection.why : 'turned-away');
      return;
    }
    findings.note(connection, question);
    const { groupBits, lists } = connection.reading;
    answerless = lists === null ? answerless + 1 : 0;
    if (answerless === maxAnswerless) {
      findings.stop(connection.silence);
      return;
    }
    // The group was the obstacle, not the key.
    if (key !== null && (group === null || groupBits !== null)) once.add(key);
    if (group === smallGroup && groupBits === null) groups.unshift(groupOf2048);
  }
  findings.stop('connection-limit');
}

function isTurnedAway({ received, reading, silence }: Connection): boolean {
  return seenIn(received, reading, silence) === 'turned-away';
}

function groupLabel({ minBits, wantedBits, maxBits }: typeof smallGroup): string {
  return `group ${minBits} ${wantedBits} ${maxBits}`;
}
