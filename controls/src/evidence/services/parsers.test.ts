import { ProbeError, Recording, ReplayHost } from '@tenken/shared';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLinux } from './linux.ts';
import { parseOverrides } from './macos.ts';
import { parseSystemctlShow } from './systemctl-show.ts';
import { parseServices } from './windows.ts';

const unit = (id: string, active: string, file: string) =>
  `Id=${id}\nActiveState=${active}\nUnitFileState=${file}\n`;

test('units that start by themselves or run', () => {
  const output = [
    unit('ssh.service', 'active', 'enabled'),
    unit('cups.service', 'inactive', 'enabled'),
    unit('dbus.service', 'active', 'static'),
    unit('hand.service', 'active', 'disabled'),
    unit('old.service', 'active', 'generated'),
    unit('off.service', 'inactive', 'disabled'),
    unit('never.service', 'inactive', 'masked'),
  ].join('\n');
  expect(parseSystemctlShow(output).map(({ name, start, running }) => `${name} ${start} ${running}`)).toEqual(
    [
      'ssh.service automatic true',
      'cups.service automatic false',
      'dbus.service on-demand true',
      'hand.service manual true',
      'old.service automatic true',
    ],
  );
});

test('services of a signed-in user lose their number', () => {
  expect(parseServices([{ Name: 'CDPUserSvc_5d3a1', StartMode: 'Auto', State: 'Running' }])).toEqual([
    { name: 'CDPUserSvc_*', start: 'automatic', running: true },
  ]);
});

test('both spellings of launchctl', () => {
  const output =
    'disabled services = {\n\t"a" => disabled\n\t"b" => enabled\n\t"c" => true\n\t"d" => false\n}\n';
  const { enabled, disabled } = parseOverrides(output);
  expect([...enabled]).toEqual(['b', 'd']);
  expect([...disabled]).toEqual(['a', 'c']);
});

test('any input gives facts or unparsable', () => {
  const word = fc.constantFrom(
    'Id=',
    'ActiveState=active',
    '\n',
    '\n\n',
    'disabled services = {',
    '"a" => ',
    'enabled',
  );
  const parsers = [parseSystemctlShow, parseOverrides];
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string())), (parts) => {
      for (const parse of parsers) {
        try {
          parse(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(ProbeError);
        }
      }
    }),
  );
  const instance = fc.dictionary(
    fc.constantFrom('Name', 'StartMode', 'State'),
    fc.oneof(fc.string(), fc.integer()),
  );
  fc.assert(
    fc.property(fc.array(instance), (instances) => {
      try {
        parseServices(instances);
      } catch (error) {
        expect(error).toBeInstanceOf(ProbeError);
      }
    }),
  );
});

test('where systemd is installed and not first, what is enabled and not masked counts, beside any scripts', async () => {
  const name = fc.constantFrom('avahi-daemon', 'vsftpd', 'ssh', 'cups', '__proto__');
  const folder = '/etc/systemd/system';
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name),
      fc.uniqueArray(name),
      fc.uniqueArray(name),
      async (enabled, masked, scripts) => {
        const unitOf = (one: string) => `${one}.service`;
        const host = new ReplayHost(
          Recording.parse({
            format: 'tenken-recording',
            version: 1,
            platform: 'linux',
            origin: 'made by a test',
            recordedAt: '2026-11-22T00:00:00.000Z',
            folders: {
              [folder]: ['multi-user.target.wants', ...masked.map(unitOf)],
              [`${folder}/multi-user.target.wants`]: enabled.map(unitOf),
              '/etc/rc5.d': scripts.map((one) => `S01${one}`),
            },
            links: Object.fromEntries(masked.map((one) => [`${folder}/${unitOf(one)}`, '/dev/null'])),
            statuses: { '/lib/systemd/systemd': { type: 'file' }, '/proc/1/comm': { type: 'file' } },
          }),
        );
        const { manager, services } = await readLinux(host);
        const expected = [...enabled.filter((one) => !masked.includes(one)).map(unitOf), ...scripts];
        expect(services.map((service) => service.name).toSorted()).toEqual(expected.toSorted());
        expect(services.every(({ running }) => running === null)).toBe(true);
        expect(manager === 'none').toBe(expected.length === 0);
      },
    ),
    { numRuns: 60 },
  );
});
