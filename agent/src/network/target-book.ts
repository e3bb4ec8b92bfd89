import { BlockList } from 'node:net';
import {
  addressClass,
  addressClasses,
  carriedIpv4,
  contains,
  networkTarget,
  targetName,
  TenkenError,
  text,
} from '@tenken/shared';
import type { HostTarget, Network, TargetOrigin, TargetRefusal, Text } from '@tenken/shared';
import { firstReachable, NameBook } from './name-book.ts';
import type { TargetPlan } from './target-plan.ts';
import { readTargetList } from './target-list.ts';
import type { NamedTarget, TargetList } from './target-list.ts';

/** Of each kind and scan: the facts of one server are several kilobytes of a report that has 256. */
export const maxTargetsPerScan = 16;

/**
 * The servers that one scan measures. What the administrator of this host names is taken as it is; what the collector
 * names has to be on the Internet or in a network that the administrator allows, by every address that its name has.
 */
export class TargetBook {
  readonly #plan: TargetPlan;
  readonly #names: NameBook;
  #targets: Promise<HostTarget[]> | null = null;

  constructor(plan: TargetPlan, names: NameBook = new NameBook()) {
    this.#plan = plan;
    this.#names = names;
  }

  /** Looked up once, however often it is asked. @throws {ProbeError} the host's own list cannot be used */
  targets(): Promise<HostTarget[]> {
    this.#targets ??= this.#checked();
    return this.#targets;
  }

  async #checked(): Promise<HostTarget[]> {
    const list = readTargetList(this.#plan.file);
    const own = list.targets.map((target) => ({ target, origin: 'host' as const }));
    const { asked: wanted, odd } = this.#asked();
    const asked = wanted.map((target) => ({ target, origin: 'collector' as const }));
    const distinct = new Map<string, { target: NamedTarget; origin: TargetOrigin }>();
    // The administrator's word comes first, also for a target that both name.
    for (const one of [...own, ...asked]) {
      const { kind, startTls, serverName } = one.target;
      const key = JSON.stringify([kind, targetName(one.target), startTls, serverName]);
      if (!distinct.has(key)) distinct.set(key, one);
    }
    const left = { tls: maxTargetsPerScan, ssh: maxTargetsPerScan };
    const checked: HostTarget[] = [];
    for (const { target, origin } of distinct.values()) {
      left[target.kind] -= 1;
      if (left[target.kind] >= 0) checked.push(await this.#check(target, origin, list));
      else if (left[target.kind] === -1) checked.push(tooMany(target, origin, distinct));
    }
    return [...checked, ...odd, ...faults(list)];
  }

  /** Strings that the settings' schema has let through, such as names that some resolvers take for numbers. */
  #asked(): { asked: NamedTarget[]; odd: HostTarget[] } {
    const asked: NamedTarget[] = [];
    const odd: HostTarget[] = [];
    const wanted = [
      ...this.#plan.tls.map((one) => ({ kind: 'tls' as const, one })),
      ...this.#plan.ssh.map((one) => ({ kind: 'ssh' as const, one })),
    ];
    for (const { kind, one } of wanted) {
      const [place = '', startTls] = one.split('/');
      try {
        asked.push({ kind, ...networkTarget(startTls ? `${startTls}://${place}` : place, kind) });
      } catch (error) {
        if (!(error instanceof TenkenError)) throw error;
        const message = text(`コレクターの指定を読めない: ${error.message}`, error.message);
        odd.push({
          kind,
          target: one,
          origin: 'collector',
          address: null,
          refused: { reason: 'not-understood', message },
        });
      }
    }
    return { asked, odd };
  }

  async #check(target: NamedTarget, origin: TargetOrigin, { allowed }: TargetList): Promise<HostTarget> {
    const { kind, host, port, startTls, serverName } = target;
    const { addresses, problem } = await this.#names.addresses(host);
    if (problem !== null) return refused(target, origin, 'no-address', problem);
    if (origin === 'collector') {
      const bad = addresses.find((address) => !mayBeAsked(address, allowed));
      if (bad !== undefined) {
        return refused(target, origin, 'not-allowed', notAllowed(host, bad, this.#plan.file));
      }
    }
    const { address } = await firstReachable(addresses, port);
    return {
      kind,
      target: targetName(target),
      origin,
      address: address ?? addresses[0] ?? host,
      port,
      startTls,
      serverName,
      refused: null,
    };
  }
}

/** A metadata service gives secrets away: it has to be allowed by itself, not by a network that it lies in. */
function mayBeAsked(address: string, allowed: readonly Network[]): boolean {
  const what = addressClass(address);
  if (what === null) return true;
  const list = new BlockList();
  for (const { address: network, bits, family } of allowed) {
    const isOne = bits === (family === 'ipv4' ? 32 : 128);
    if (what !== 'metadata' || isOne) list.addSubnet(network, bits, family);
  }
  return contains(list, address);
}

function notAllowed(host: string, address: string, file: string): Text {
  const what = addressClasses[addressClass(address) ?? 'reserved'];
  const line = `allow ${carriedIpv4(address) ?? address.replace(/%.*$/, '')}`;
  const is = host === address ? address : `${host} = ${address}`;
  return text(
    `コレクターが指定した ${is} は${what.ja}なので接続しない。測ってよいなら、このホストの ${file} に「${line}」の行（ネットワークごとなら allow 10.1.2.0/24 の形）を加える`,
    `${is}, named by the collector, is a ${what.en}: nothing was connected to. Where it may be measured, add the line "${line}" (or a network, such as allow 10.1.2.0/24) to ${file} on this host`,
  );
}

function tooMany(target: NamedTarget, origin: TargetOrigin, all: ReadonlyMap<string, unknown>): HostTarget {
  const count = `${all.size}`;
  const message = text(
    `指定は${count}件あり、1回に測るのは種類ごとに${maxTargetsPerScan}件まで。これより後は測っていない`,
    `${count} are named and a scan measures ${maxTargetsPerScan} of each kind: this one and those behind it were not measured`,
  );
  return refused(target, origin, 'too-many', message);
}

function faults({ faults: lines }: TargetList): HostTarget[] {
  const shown = lines.slice(0, 8);
  return shown.map(({ kind, line, why }): HostTarget => ({
    kind,
    target: `line ${line}`,
    origin: 'host',
    address: null,
    refused: {
      reason: 'not-understood',
      message: text(`${line}行目を読めない: ${why}`, `line ${line}: ${why}`),
    },
  }));
}

function refused(
  target: NamedTarget,
  origin: TargetOrigin,
  reason: TargetRefusal,
  message: Text,
): HostTarget {
  return {
    kind: target.kind,
    target: targetName(target),
    origin,
    address: null,
    refused: { reason, message },
  };
}
