import { having, recorded, saying, together } from '../machine.ts';
import type { WrongMachine } from '../machine.ts';

const disabled = recorded('antivirus', 'windows-registered-and-disabled');
const windows = recorded('antivirus', 'windows-apex-one-defender-off');
const mdatp = recorded('antivirus', 'linux-mdatp-active');
const appArmor = recorded('application-control', 'linux-apparmor');
const health = 'mdatp health --output json';
/** 1795233600000 is 2026-11-21T04:00Z; ten days before it is 1794369600000. */
const tenDays = ['1795233600000', '1794369600000'] as const;

/** Antivirus that is there by its name. */
export const antivirus: readonly WrongMachine[] = [
  {
    name: 'antivirus that is registered and disabled',
    wrong: disabled,
    repaired: having(disabled, { cim: windows.recording.cim }),
    judged: {
      'antivirus-active': { wrong: ['fail', 'stopped'], repaired: ['pass', 'active'] },
      'antivirus-definitions-fresh': {
        wrong: ['fail', 'no-active-product'],
        repaired: ['pass', 'fresh'],
      },
      'antivirus-removable-media-scanned': {
        wrong: ['fail', 'no-active-product'],
        repaired: ['unknown', 'not-told'],
      },
      'antivirus-scan-recent': { wrong: ['fail', 'no-active-product'], repaired: ['unknown', 'not-told'] },
    },
  },
  {
    name: 'definitions of ten days ago, of which the product says that they are up to date',
    wrong: saying(mdatp, 'commands', health, tenDays),
    repaired: mdatp,
    judged: {
      'antivirus-definitions-fresh': { wrong: ['fail', 'too-old'], repaired: ['pass', 'fresh'] },
    },
  },
  {
    name: 'AppArmor and no antivirus',
    wrong: together(recorded('antivirus', 'linux-none'), appArmor),
    repaired: together(mdatp, appArmor),
    judged: {
      'antivirus-active': { wrong: ['fail', 'no-product'], repaired: ['pass', 'active'] },
      'antivirus-definitions-fresh': { wrong: ['fail', 'no-product'], repaired: ['pass', 'fresh'] },
      'antivirus-removable-media-scanned': {
        wrong: ['fail', 'no-active-product'],
        repaired: ['unknown', 'not-told'],
      },
      'antivirus-scan-recent': { wrong: ['fail', 'no-active-product'], repaired: ['unknown', 'not-told'] },
      // What AppArmor is good for it does on both.
      'mandatory-access-control-on': { wrong: ['pass', 'enforced'], repaired: ['pass', 'enforced'] },
    },
  },
];
