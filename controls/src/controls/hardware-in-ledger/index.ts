import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import * as z from 'zod/mini';
import { hardwareInventory } from '../../evidence/hardware-inventory/index.ts';
import type { HardwareInventory } from '../../evidence/hardware-inventory/schema.ts';
import { defineControl } from '../define.ts';
import type { Judgement } from '../define.ts';

const LedgerEntry = z.object({
  serialNumber: z._default(z.string(), ''),
  model: z._default(z.string(), ''),
  hardwareAddress: z._default(z.string(), ''),
});
type LedgerEntry = z.infer<typeof LedgerEntry>;

/** No model has more; a ledger may hold anything. */
const maxWords = 40;
const shortestPart = 3;

export const hardwareInLedger = defineControl({
  id: 'hardware-in-ledger',
  title: text(
    '機器が届け出た機器台帳に載り、型番が台帳と一致している',
    'The machine is in the declared ledger of equipment, with the model that it has',
  ),
  description: text(
    '台帳にない機器や取り替えられた機器を見つけるため、この機器が自ら示す製造番号が、届け出た機器台帳にあることを確かめる。製造番号を示さない機器（多くの仮想マシン）は、内蔵のネットワークアダプターのMACアドレスで探す。台帳に型番があれば、機器の示す型番と、語を単位として（全角・半角、大文字・小文字、空白を問わず）比べる。MACアドレスは設定できるので、製造番号を示さない機器は、型番も一致しなければ台帳の機器とみなさない。台帳にあって報告のない機器、設置場所、使用者は、報告の届いた機器の一覧と現物で人が確かめる。',
    'To find machines that are in no ledger, or were exchanged, the serial number that this machine tells is in the declared ledger of equipment. A machine that tells none, as many virtual ones, is looked for by the MAC addresses of its built-in network adapters. Where the ledger has a model, it is compared with the one that the machine tells: whole words, in any width, case and spacing. A MAC address can be set, so a machine without serial number is taken for the one of the ledger only when its model agrees too. Machines of the ledger that do not report, their places and their users are compared by people.',
  ),
  needs: { inventory: hardwareInventory },
  params: z.object({ ledger: z._default(z.array(LedgerEntry), []) }),
  parameters: {
    ledger: {
      meaning: text(
        '機器台帳の製造番号、型番、MACアドレス（製造番号のない機器）',
        'Serial numbers and models of the ledger, and MAC addresses of machines without serial number',
      ),
      source: text('機関の届出「機器台帳」', "The organisation's declaration of its ledger of equipment"),
      declared: { kind: 'hardware-ledger', fields: ['serialNumber', 'model', 'hardwareAddress'] },
    },
  },
  reasons: {
    'in-ledger': text(
      '製造番号と型番が台帳と一致する。',
      'Its serial number is in the ledger, with the model that it has.',
    ),
    'in-ledger-model-not-compared': text(
      '製造番号が台帳にある。型番は、台帳か機器のどちらかが示さないので、比べていない。',
      'Its serial number is in the ledger. The ledger or the machine tells no model, so models are not compared.',
    ),
    'in-ledger-by-address': text(
      '製造番号を示さない機器で、MACアドレスと型番が台帳と一致する。',
      'It tells no serial number; its MAC address is in the ledger, with the model that it has.',
    ),
    'address-alone': text(
      '製造番号を示さず、台帳と一致するのはMACアドレスだけである。MACアドレスは設定できるので、台帳の機器とは言えない。台帳に型番があるかを見て、現物を確かめる。',
      'It tells no serial number, and only its MAC address agrees with the ledger. An address can be set, so it may be another machine. See that the ledger has its model, and look at the machine itself.',
    ),
    'host-hardware': text(
      'コンテナの機器はホストのものである。',
      'The hardware of a container is its host’s.',
    ),
    'not-in-ledger': text(
      '台帳にない。台帳に載せるか、使用をやめる。',
      'It is not in the ledger. Enter it, or take it out of use.',
    ),
    'model-differs': text(
      '台帳の型番が機器の示すものと違う。台帳を直すか、機器の取替えを確かめる。',
      'The ledger has another model for it. Correct the ledger, or find out whether the machine was exchanged.',
    ),
    'nothing-declared': text(
      '機器台帳が届け出られていない。届出「機器台帳」に製造番号を書く。',
      'No ledger of equipment is declared. Write the serial numbers into the declaration hardware-ledger.',
    ),
    'serial-unread': text(
      '製造番号など、構成の一部を読めない。',
      'Its serial number, or another part of its hardware, cannot be read.',
    ),
    'nothing-to-compare': text(
      '機器が製造番号を示さず、台帳と比べられるMACアドレスもない。届出「機器台帳」にMACアドレスを書く。',
      'It tells no serial number, and there is no MAC address to compare. Write the MAC address into the declaration hardware-ledger.',
    ),
  },
  remediation: {
    linux: text(
      '`sudo cat /sys/class/dmi/id/product_serial /sys/class/dmi/id/product_name` の値で台帳と届出「機器台帳」を直す。',
      'Correct the ledger and the declaration hardware-ledger with `sudo cat /sys/class/dmi/id/product_serial /sys/class/dmi/id/product_name`.',
    ),
    windows: text(
      '`Get-CimInstance Win32_ComputerSystemProduct` の IdentifyingNumber と Name で台帳と届出「機器台帳」を直す。',
      'Correct the ledger and the declaration hardware-ledger with IdentifyingNumber and Name of `Get-CimInstance Win32_ComputerSystemProduct`.',
    ),
    macos: text(
      '「このMacについて」のシリアル番号と `sysctl -n hw.model` の値で台帳と届出「機器台帳」を直す。',
      'Correct the ledger and the declaration hardware-ledger with the serial number of About This Mac and `sysctl -n hw.model`.',
    ),
  },
  evaluate({ inventory }, { ledger }) {
    const expected = text(
      '機器台帳にあり、台帳の型番と一致',
      'in the ledger, with the model that the ledger has for it',
    );
    const observed = shown(inventory);
    return { ...judged(inventory, ledger), observed, expected };
  },
});

function judged(
  inventory: HardwareInventory,
  ledger: readonly LedgerEntry[],
): Pick<Judgement, 'outcome' | 'reason'> {
  const { form, serialNumber, unread } = inventory;
  if (form === 'container') return { outcome: 'not-applicable', reason: 'host-hardware' };
  if (ledger.length === 0) return { outcome: 'unknown', reason: 'nothing-declared' };
  if (serialNumber !== null) {
    const entries = ledger.filter((entry) => folded(entry.serialNumber) === folded(serialNumber));
    if (entries.length === 0) return { outcome: 'fail', reason: 'not-in-ledger' };
    const comparison = compared(entries, inventory);
    if (comparison === 'differs') return { outcome: 'fail', reason: 'model-differs' };
    return { outcome: 'pass', reason: comparison === 'same' ? 'in-ledger' : 'in-ledger-model-not-compared' };
  }
  if (unread.length > 0) return { outcome: 'unknown', reason: 'serial-unread' };
  const addresses = ownAddresses(inventory);
  const known = ledger.filter((entry) =>
    addresses.includes(folded(entry.hardwareAddress).replaceAll('-', ':')),
  );
  if (known.length > 0) {
    const comparison = compared(known, inventory);
    if (comparison === 'differs') return { outcome: 'fail', reason: 'model-differs' };
    return comparison === 'same'
      ? { outcome: 'pass', reason: 'in-ledger-by-address' }
      : { outcome: 'unknown', reason: 'address-alone' };
  }
  if (addresses.length === 0 || ledger.every((entry) => entry.hardwareAddress === '')) {
    return { outcome: 'unknown', reason: 'nothing-to-compare' };
  }
  return { outcome: 'fail', reason: 'not-in-ledger' };
}

/** An adapter on USB goes from machine to machine, and an address that a program has set is anybody's. */
function ownAddresses({ adapters }: HardwareInventory): string[] {
  const own = adapters.filter(({ bus, permanent }) => bus !== 'usb' && permanent !== false);
  return own.map(({ hardwareAddress }) => hardwareAddress);
}

/** Whether the model of one of the entries is the machine's; `untold` where the ledger or the machine leaves it open. */
function compared(
  entries: readonly LedgerEntry[],
  { manufacturer, model }: HardwareInventory,
): 'same' | 'differs' | 'untold' {
  const told = words(model ?? '');
  if (told.length === 0) return 'untold';
  const maker = words(manufacturer ?? '');
  const written = entries.map((entry) => words(entry.model)).filter((model) => model.length > 0);
  if (written.some((model) => isSameModel(model, told, maker))) return 'same';
  return written.length < entries.length ? 'untold' : 'differs';
}

/**
 * People write a model with or without its maker and its variant, and set spaces and hyphens as they like: one of the
 * two is some whole words of the other. The maker alone is no model.
 */
function isSameModel(written: readonly string[], told: readonly string[], maker: readonly string[]): boolean {
  const whole = written.join('');
  if (maker.join('').startsWith(whole)) return false;
  const own = told.join('');
  if (whole === own) return true;
  // The 7 of a "Pro 7" is no model.
  if (Math.min(whole.length, own.length) < shortestPart) return false;
  const shown = told.slice(0, maker.length).join(' ') === maker.join(' ') ? told : [...maker, ...told];
  return runs(shown, maker.length).has(whole) || runs(written, 0).has(own);
}

/** What neighbouring words make together, those runs alone that go beyond the first ones. */
function runs(words: readonly string[], beyond: number): Set<string> {
  const made = new Set<string>();
  for (let from = 0; from < words.length; from += 1) {
    let run = '';
    for (const [at, word] of words.entries()) {
      if (at < from) continue;
      run += word;
      if (at >= beyond) made.add(run);
    }
  }
  return made;
}

/** Ledgers are typed by people, in full width too. */
function folded(value: string): string {
  return value.normalize('NFKC').replaceAll(/\s+/g, '').toLowerCase();
}

function words(value: string): string[] {
  return (
    value
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.slice(0, maxWords) ?? []
  );
}

function shown(inventory: HardwareInventory): Text {
  const { form, manufacturer, model, serialNumber } = inventory;
  if (form === 'container') return text('コンテナ', 'a container');
  const name = [manufacturer, model].filter((part) => part !== null).join(' ');
  const [address] = ownAddresses(inventory);
  const id = serialNumber ?? address;
  return text(
    [name || '型番は不明', serialNumber === null ? '製造番号は不明' : '製造番号', id]
      .filter(Boolean)
      .join(' '),
    [name || 'model not told', serialNumber === null ? 'no serial number' : 'serial number', id]
      .filter(Boolean)
      .join(' '),
  );
}
