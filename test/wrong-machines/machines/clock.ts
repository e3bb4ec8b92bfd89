import { recorded } from '../machine.ts';
import type { Machine, WrongMachine } from '../machine.ts';

const synchronised = recorded('time-sync', 'linux-chrony-synced');
/** What the people of the machine have declared: both servers that its chrony names. */
const approved = ['ntp.example.jp', '192.0.2.1'];
const parameters = { 'time-source-approved': { approved } };

/** The same machine with another name of its server, wherever it stands. */
function following(server: string): Machine {
  const words = JSON.stringify(synchronised.recording).replaceAll('ntp.example.jp', server);
  return { ...synchronised, recording: JSON.parse(words) as Machine['recording'] };
}

/** Clocks that are right because a client is installed. */
export const clock: readonly WrongMachine[] = [
  {
    name: 'chrony that runs and is not synchronised',
    wrong: recorded('time-sync', 'linux-chrony-unsynchronised'),
    repaired: synchronised,
    parameters,
    judged: {
      'time-synchronized': { wrong: ['fail', 'not-synchronized'], repaired: ['pass', 'synchronized'] },
      'time-source-approved': { wrong: ['fail', 'follows-nothing'], repaired: ['pass', 'follows-approved'] },
    },
  },
  {
    name: 'ten minutes off, with a source selected',
    wrong: recorded('time-sync', 'linux-chrony-ten-minutes-off'),
    repaired: synchronised,
    parameters,
    judged: {
      'time-synchronized': { wrong: ['fail', 'offset-too-large'], repaired: ['pass', 'synchronized'] },
    },
  },
  {
    name: 'synchronised to a source that nobody approved',
    wrong: following('pool.example.org'),
    repaired: synchronised,
    parameters,
    judged: {
      'time-synchronized': { wrong: ['pass', 'synchronized'], repaired: ['pass', 'synchronized'] },
      'time-source-approved': {
        wrong: ['fail', 'follows-unapproved'],
        repaired: ['pass', 'follows-approved'],
      },
    },
  },
];
