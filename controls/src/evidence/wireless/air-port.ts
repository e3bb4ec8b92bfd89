import { own, ProbeError } from '@tenken/shared';
import * as z from 'zod/mini';
import { networkHash } from './network-name.ts';
import type { Authentication, Network } from './schema.ts';

const Current = z.object({
  _name: z.optional(z.string()),
  spairport_security_mode: z.optional(z.string()),
});
const Output = z.object({
  SPAirPortDataType: z.array(
    z.object({
      spairport_airport_interfaces: z.optional(
        z.array(
          z.object({
            _name: z.optional(z.string()),
            spairport_current_network_information: z.optional(Current),
          }),
        ),
      ),
    }),
  ),
});

/** Whole words: `wpa2_personal_mixed` is WPA or WPA2. */
const modes: Record<string, Authentication> = {
  none: 'open',
  owe: 'owe',
  enhanced_open: 'owe',
  wep: 'wep',
  dynamic_wep: 'wep',
  wpa_personal: 'wpa',
  wpa_enterprise: 'wpa',
  wpa_personal_mixed: 'wpa-or-wpa2',
  wpa_enterprise_mixed: 'wpa-or-wpa2',
  wpa2_personal_mixed: 'wpa-or-wpa2',
  wpa2_enterprise_mixed: 'wpa-or-wpa2',
  wpa2_personal: 'wpa2',
  wpa2_enterprise: 'wpa2',
  wpa3_transition: 'wpa2-or-wpa3',
  wpa3_personal_transition: 'wpa2-or-wpa3',
  wpa3_enterprise_transition: 'wpa2-or-wpa3',
  wpa3_personal: 'wpa3',
  wpa3_enterprise: 'wpa3',
  wpa3_enterprise_192: 'wpa3',
};

/**
 * `system_profiler -json SPAirPortDataType`. Modes are `spairport_security_mode_wpa2_personal` and so on; some
 * versions write `pairport_…` for WPA3 in transition. Names of networks are `<redacted>` without the right to them.
 */
export function parseAirPort(output: string): { adapters: string[]; connected: Network[] } {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch (cause) {
    throw new ProbeError('unparsable', 'system_profiler prints no JSON', { cause });
  }
  const parsed = Output.safeParse(json);
  if (!parsed.success) throw new ProbeError('unparsable', 'system_profiler prints JSON of another shape');
  const interfaces = parsed.data.SPAirPortDataType.flatMap((one) => one.spairport_airport_interfaces ?? []);
  // Peer-to-peer radio between Apple's own devices.
  const radios = interfaces.filter(({ _name }) => _name !== undefined && !/^(?:awdl|llw|ap)\d/.test(_name));
  return {
    adapters: radios.map(({ _name }) => (_name ?? '').slice(0, 100)).slice(0, 16),
    connected: radios
      .flatMap(({ _name, spairport_current_network_information: current }): Network[] => {
        if (!current) return [];
        const mode = current.spairport_security_mode?.replace(/^s?pairport_security_mode_/, '') ?? '';
        const name = current._name === '<redacted>' ? '' : (current._name ?? '');
        return [
          {
            source: (_name ?? '').slice(0, 100),
            network: networkHash(name),
            authentication: own(modes, mode) ?? 'unknown',
            ciphers: null,
          },
        ];
      })
      .slice(0, 16),
  };
}
