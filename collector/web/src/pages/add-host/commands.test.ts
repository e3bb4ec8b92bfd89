import { describe, expect, test } from 'vitest';
import { typed } from '../../parts/typed.ts';
import {
  collectCommand,
  enrolCommand,
  gatewayCommand,
  targetOf,
  thenCommand,
  trialCommand,
} from './commands.ts';
import type { Place } from './commands.ts';

const place: Place = {
  server: 'https://tenken.example.jp:8443',
  authority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  token: 'tke_x',
  installation: 'checkout',
};
const packaged: Place = { ...place, installation: 'package' };

test('a POSIX shell gets the certificate within the command', () => {
  expect(typed('checkout', enrolCommand(place, 'linux'))).toBe(`cat > authority.pem <<'END'
-----BEGIN CERTIFICATE-----
MIIB
-----END CERTIFICATE-----
END
npx tenken agent enroll --server https://tenken.example.jp:8443 --authority authority.pem --token tke_x &&
npx tenken agent run --once`);
});

test('PowerShell gets it as a here-string whose end begins a line', () => {
  expect(enrolCommand(place, 'windows')).toContain(
    "\n-----END CERTIFICATE-----\n'@ | Set-Content -Encoding ascii authority.pem\n",
  );
  expect(typed('checkout', enrolCommand(place, 'windows'))).toMatch(
    /\nnpx tenken agent enroll [^\n]+\nif \(\$LASTEXITCODE -eq 0\) \{ npx tenken agent run --once \}$/,
  );
});

test.each([
  ['linux', '\ntenken-agent enroll --server '],
  [
    'windows',
    String.raw`
& "$env:ProgramFiles\Tenken\tenken-agent.exe" enroll --server `,
  ],
  [
    'macos',
    '\nsudo /usr/local/lib/tenken-agent/node /usr/local/lib/tenken-agent/tenken-agent.mjs enroll --server ',
  ],
] as const)(
  'where the collector is a package, the agent of %s is called where its package puts it',
  (system, line) => {
    expect(typed('package', enrolCommand(packaged, system))).toContain(line);
    expect(typed('package', thenCommand('package', system))).toMatch(/ status$/);
  },
);

test('a package calls everything else by its own name', () => {
  expect(typed('package', 'tenken audit verify --data DIR')).toBe('tenken audit verify --data DIR');
  expect(typed('package', collectCommand)).toMatch(/^tenken-agent collect --output /);
  expect(typed('checkout', collectCommand)).toMatch(/^npx tenken collect --output /);
});

describe('over SSH', () => {
  test('what was typed is part of the commands', () => {
    const target = targetOf('db1.example.jp:2222', 'kansa');
    expect(trialCommand(target)).toBe(
      'tenken scan --host ssh://kansa@db1.example.jp:2222 --key ~/.ssh/id_ed25519',
    );
    expect(gatewayCommand(place, target)).toContain('"name": "db1.example.jp"');
    expect(gatewayCommand(place, target)).toMatch(/enroll [^\n]+ &&\ntenken agent gateway run --once$/);
    expect(gatewayCommand(packaged, target)).toContain('cat > /var/lib/tenken-agent/gateway.json ');
  });

  test.each(['$(reboot)', 'a b', "x'\nreboot", '', '-oProxyCommand=x y'])(
    'what a shell could run is not: %j',
    (text) => {
      expect(targetOf(text, text)).toEqual({ name: '192.0.2.10', address: '192.0.2.10', user: 'tenken' });
    },
  );
});
