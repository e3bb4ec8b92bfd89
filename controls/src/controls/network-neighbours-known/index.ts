import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkNeighbours } from '../../evidence/network-neighbours/index.ts';
import type { Neighbour } from '../../evidence/network-neighbours/schema.ts';
import { defineControl } from '../define.ts';

export const networkNeighboursKnown = defineControl({
  id: 'network-neighbours-known',
  title: text('同じセグメントに把握していない機器がない', 'No unknown machines are on the same segment'),
  description: text(
    '許可なくつながれた機器を見つけるため、この機器が最近やり取りした同じセグメントの相手が、すべて届け出た機器であることを確かめる。やり取りのない機器は見えないので、見えないことは存在しないことの証明ではない。',
    'To find machines that were connected without leave, everybody on the segment with whom this machine has talked lately is declared. Machines that it has not met are not seen: this proves what is there, not what is absent.',
  ),
  needs: { segment: networkNeighbours },
  params: z.object({ known: z._default(z.nullable(z.array(z.string())), null) }),
  parameters: {
    known: {
      meaning: text(
        '把握している機器のハードウェアアドレス（MACアドレス）又はIPアドレス',
        'Hardware (MAC) or IP addresses of the machines that are known',
      ),
      source: text('機関の届出「把握している機器」', "The organisation's declaration of its devices"),
      declared: { kind: 'known-devices', field: 'address' },
    },
  },
  reasons: {
    'all-known': text('見えた機器はすべて把握している。', 'Every machine that was met is known.'),
    'nobody-met': text(
      'やり取りした相手がいないため、確かめられない。',
      'Nobody was met, which proves nothing.',
    ),
    'host-network': text('コンテナの相手はホストの中にある。', 'A container meets its host only.'),
    unknown: text('把握していない機器がある。', 'There is a machine that is not known.'),
    'nothing-declared': text(
      '把握している機器が届け出られていない。届出「同じ回線にあってよい機器」に書く。',
      'No devices are declared. Write them into the declaration known-devices.',
    ),
    'too-many': text('相手が多すぎて、すべては記録されていない。', 'More were met than are listed.'),
  },
  remediation: {
    linux: text(
      '`ip neigh` で相手を確かめ、台帳にない機器を回線から外すか、台帳と届出に加える。',
      'Look at `ip neigh`; take machines that are not in the ledger off the line, or add them to it and to the declaration.',
    ),
    windows: text(
      '`Get-NetNeighbor` で相手を確かめ、台帳にない機器を回線から外すか、台帳と届出に加える。',
      'Look at `Get-NetNeighbor`; take machines that are not in the ledger off the line, or add them to it and to the declaration.',
    ),
    macos: text(
      '`arp -an` と `ndp -an` で相手を確かめ、台帳にない機器を回線から外すか、台帳と届出に加える。',
      'Look at `arp -an` and `ndp -an`; take machines that are not in the ledger off the line, or add them to it and to the declaration.',
    ),
  },
  evaluate({ segment: { container, neighbours, truncated } }, { known }) {
    const expected = text('見えた機器はすべて届け出たもの', 'every machine that was met is declared');
    if (container) {
      return {
        outcome: 'not-applicable',
        reason: 'host-network',
        observed: text('コンテナ', 'a container'),
        expected,
      };
    }
    const total = text(`${neighbours.length}台`, `${neighbours.length} machines`);
    if (known === null || known.length === 0) {
      return { outcome: 'unknown', reason: 'nothing-declared', observed: total, expected };
    }
    const declared = new Set(known.map((entry) => entry.trim().toLowerCase().replaceAll('-', ':')));
    const hardware = new Set(
      neighbours.filter((one) => isIn(declared, one)).map(({ hardwareAddress }) => hardwareAddress),
    );
    // One machine has several addresses: known by one of them it is known by all.
    const others = neighbours.filter(({ hardwareAddress }) => !hardware.has(hardwareAddress));
    if (others.length > 0) {
      const list = others
        .slice(0, 6)
        .map(({ address, hardwareAddress }) => `${hardwareAddress} (${address})`);
      const line = `${list.join(' ')}${others.length > 6 ? ` +${others.length - 6}` : ''}`;
      return { outcome: 'fail', reason: 'unknown', observed: text(line, line), expected };
    }
    if (truncated) return { outcome: 'unknown', reason: 'too-many', observed: total, expected };
    if (neighbours.length === 0) {
      return { outcome: 'unknown', reason: 'nobody-met', observed: total, expected };
    }
    return { outcome: 'pass', reason: 'all-known', observed: total, expected };
  },
});

function isIn(declared: ReadonlySet<string>, { address, hardwareAddress }: Neighbour): boolean {
  return declared.has(hardwareAddress) || declared.has(address);
}
