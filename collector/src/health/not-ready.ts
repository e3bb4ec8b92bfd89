import type { CollectorContext } from '../context.ts';

export type NotReady = { code: string; what: string };

/**
 * Why requests should go elsewhere at present; nothing of the inside, for nobody signs in to ask. Being read-only counts:
 * a balancer that has another collector should use that one.
 */
export async function notReady({
  repositories,
  gate,
  reportWriter,
  limits,
}: Pick<CollectorContext, 'repositories' | 'gate' | 'reportWriter' | 'limits'>): Promise<NotReady[]> {
  const reasons: NotReady[] = [];
  if (gate.state !== null) {
    reasons.push({ code: gate.state.reason, what: 'Nothing is stored at present; pages are served.' });
  }
  if (reportWriter.waiting >= limits.queueReports || reportWriter.waitingMs > limits.queueMs) {
    reasons.push({
      code: 'overloaded',
      what: 'More reports wait than are taken; agents come back by themselves.',
    });
  }
  const canRead = await repositories.hosts.count().then(
    () => true,
    () => false,
  );
  if (!canRead) reasons.push({ code: 'database-unreadable', what: 'The database cannot be read.' });
  return reasons;
}
