import { text } from '@tenken/shared';
import * as z from 'zod/mini';
import { diskEncryption } from '../../evidence/disk-encryption/index.ts';
import { networkConfiguration } from '../../evidence/network-configuration/index.ts';
import { defineControl } from '../define.ts';
import { diskEncrypted } from '../disk-encrypted/index.ts';
import { ClosedNetwork, internetRouteAbsent } from '../internet-route-absent/index.ts';

export const isolatedStorageEncrypted = defineControl({
  id: 'isolated-storage-encrypted',
  title: text(
    'インターネットにつながらない機器の記憶装置が暗号化されている',
    'Storage of machines without a way to the internet is encrypted',
  ),
  description: text(
    'インターネットへの経路がない機器について、その記憶装置が暗号化されていることを確かめる。条件は internet-route-absent 及び disk-encrypted と同じである。経路のある機器は対象としない。インターネットから切り離した機器だけに置いてよい情報のためのもので、経路のある機器にその情報がないことは人が確かめる。',
    'On a machine without a route to the internet, storage is encrypted, under the conditions of internet-route-absent and disk-encrypted. Machines with a route are left out. This is for information that may lie only on machines cut off from the internet; that the others hold none of it, a person checks.',
  ),
  needs: { disks: diskEncryption, network: networkConfiguration },
  params: z.object({ closedNetwork: ClosedNetwork }),
  parameters: internetRouteAbsent.parameters,
  reasons: {
    ...diskEncrypted.reasons,
    'internet-route': text('インターネットへの経路がある。', 'A route leads to the internet.'),
    'route-not-told': text(
      'インターネットへの経路がないか分からない。インターネットへ通じないことを確かめたゲートウェイとプロキシを、確認者と根拠とともに届出「インターネットへ通じないことを確認したゲートウェイ・プロキシと、認めた外部向けプロキシ・DNS」に書く。',
      'Whether a route leads to the internet is not told. Write gateways and proxies that are confirmed to lead to none into the declaration network-boundaries, with who confirmed it and what it rests on.',
    ),
  },
  remediation: diskEncrypted.remediation,
  evaluate({ disks, network }, params, context) {
    const judged = diskEncrypted.evaluate({ disks }, diskEncrypted.params.parse({}), context);
    if (network.container) return judged;
    const { expected } = judged;
    const route = internetRouteAbsent.evaluate({ network }, params, context);
    const { observed } = route;
    if (route.outcome === 'fail') {
      return { outcome: 'not-applicable', reason: 'internet-route', observed, expected };
    }
    // In clear it is wrong only where such information may lie.
    if (route.outcome === 'unknown' && judged.outcome !== 'pass') {
      return { outcome: 'unknown', reason: 'route-not-told', observed, expected };
    }
    return judged;
  },
});
