import { controls } from '@tenken/controls';
import { TenkenError, text } from '@tenken/shared';
import type { Waiver, WaiverReason } from '../../store/assessments/answer-repository.ts';
import { controlOf, lastDay, words } from '../checked-input.ts';
import type { Person } from '../person.ts';
import type { DeskContext } from './context.ts';
import { signed } from './who.ts';
import type { Who } from './who.ts';

/** Instants are ISO 8601. */
export type WaiverView = Omit<Waiver, 'requestedAt' | 'decision'> & {
  requestedAt: string;
  decision: { approved: boolean; by: Person; at: string } | null;
};

/** 例外: failures that are accepted for a reason, until a date, by somebody else than who asked for it. */
export function waiverActions({ repositories: { systems, hosts, answers } }: DeskContext) {
  return {
    /** Of a system, decided or not, whatever their last day. @throws {TenkenError} `system-unknown` */
    async listWaivers({ system }: { system: string }, { now }: Who): Promise<WaiverView[]> {
      await systems.get(system, now);
      return (await answers.waivers(system, now)).map((waiver) => waiverView(waiver));
    },

    /**
     * @param asked `host`: null or left out for every host of the system
     * @throws {TenkenError} `control-unknown`, `system-unknown`, `host-not-in-system`, `date-invalid`,
     *   `person-missing`, `usage`
     */
    async requestWaiver(
      asked: {
        system: string;
        control: string;
        host?: string | null | undefined;
        because: WaiverReason;
        reason: string;
        until?: string | undefined;
        person?: string | undefined;
      },
      who: Who,
    ): Promise<{ id: string }> {
      const waiver = {
        systemId: asked.system,
        control: controlOf(controls, asked.control).id,
        hostId: asked.host ?? null,
        reasonKind: asked.because,
        reason: words(asked.reason, text('理由', 'The reason')),
        expiresOn: lastDay(asked.until, text('例外の期限', 'A waiver'), who.now),
      };
      const requester = signed(asked.person, who);
      const { labels } = await systems.get(asked.system, who.now);
      if (waiver.hostId !== null) {
        const host = await hosts.find(waiver.hostId);
        if (!host || (labels.length > 0 && !labels.includes(host.label))) {
          throw new TenkenError(
            'host-not-in-system',
            `The system ${asked.system} has no host with this id. tenken host list shows the ids.`,
          );
        }
      }
      return { id: await answers.requestWaiver(waiver, requester) };
    },

    /** @throws {TenkenError} `waiver-unknown`, `same-person`, `person-missing` */
    async decideWaiver(
      { id, approved, person }: { id: string; approved: boolean; person?: string | undefined },
      who: Who,
    ): Promise<void> {
      await answers.decideWaiver(id, approved, signed(person, who));
    },
  };
}

export function waiverView({ requestedAt, decision, ...waiver }: Waiver): WaiverView {
  return {
    ...waiver,
    requestedAt: new Date(requestedAt).toISOString(),
    decision: decision && { ...decision, at: new Date(decision.at).toISOString() },
  };
}
