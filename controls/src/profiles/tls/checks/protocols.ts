import { text } from '@tenken/shared';
import type { Verdict } from '../../profile-row.ts';
import type { TlsFacts } from '../../../evidence/tls/facts.ts';
import type { CheckOf } from './check.ts';
import { joined, protocolFacts, protocolTitle, unmeasured } from './facts-read.ts';

/** One accepted is enough to fail; all must have been refused to pass. */
export function protocolsOff({ protocols }: CheckOf<'protocols-off'>, facts: TlsFacts): Verdict {
  const titles = protocols.map(protocolTitle);
  const expected = text(`${titles.join('・')}を受け入れない`, `refuses ${titles.join(', ')}`);
  const accepted = protocols.filter((one) => protocolFacts(facts, one)?.offered === true).map(protocolTitle);
  if (accepted.length > 0) {
    const observed = text(`${accepted.join('・')}を受け入れる`, `accepts ${accepted.join(', ')}`);
    return { outcome: 'unmet', observed, expected };
  }
  const open = protocols.filter((one) => protocolFacts(facts, one)?.offered !== false);
  if (open.length > 0) {
    const observed = joined(open.map((one) => unmeasured(one, protocolFacts(facts, one)?.answer)));
    return { outcome: 'unknown', observed, expected };
  }
  return { outcome: 'met', observed: text('すべて拒否', 'all refused'), expected };
}

export function protocolsOn({ protocols }: CheckOf<'protocols-on'>, facts: TlsFacts): Verdict {
  const titles = protocols.map(protocolTitle);
  const expected = text(`${titles.join('・')}を受け入れる`, `accepts ${titles.join(', ')}`);
  const refused = protocols.filter((one) => protocolFacts(facts, one)?.offered === false).map(protocolTitle);
  if (refused.length > 0) {
    const observed = text(`${refused.join('・')}を受け入れない`, `refuses ${refused.join(', ')}`);
    return { outcome: 'unmet', observed, expected };
  }
  const open = protocols.filter((one) => protocolFacts(facts, one)?.offered !== true);
  if (open.length > 0) {
    const observed = joined(open.map((one) => unmeasured(one, protocolFacts(facts, one)?.answer)));
    return { outcome: 'unknown', observed, expected };
  }
  return { outcome: 'met', observed: expected, expected };
}
