import { describe, expect, test } from 'vitest';
import { gatewayCommand, posixCommand, targetOf, trialCommand, windowsCommand } from './commands.ts';

const place = {
  server: 'https://tenken.example.jp:8443',
  authority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  token: 'tke_x',
};

test('a POSIX shell gets the certificate within the command', () => {
  expect(posixCommand(place)).toBe(`cat > authority.pem <<'END'
-----BEGIN CERTIFICATE-----
MIIB
-----END CERTIFICATE-----
END
npx tenken agent enroll --server https://tenken.example.jp:8443 --authority authority.pem --token tke_x
npx tenken agent run --once`);
});

test('PowerShell gets it as a here-string whose end begins a line', () => {
  expect(windowsCommand(place)).toContain(
    "\n-----END CERTIFICATE-----\n'@ | Set-Content -Encoding ascii authority.pem\n",
  );
});

describe('over SSH', () => {
  test('what was typed is part of the commands', () => {
    const target = targetOf('db1.example.jp:2222', 'kansa');
    expect(trialCommand(target)).toBe(
      'npx tenken scan --host ssh://kansa@db1.example.jp:2222 --key ~/.ssh/id_ed25519',
    );
    expect(gatewayCommand(place, target)).toContain('"name": "db1.example.jp"');
  });

  test.each(['$(reboot)', 'a b', "x'\nreboot", '', '-oProxyCommand=x y'])(
    'what a shell could run is not: %j',
    (typed) => {
      expect(targetOf(typed, typed)).toEqual({ name: '192.0.2.10', address: '192.0.2.10', user: 'tenken' });
    },
  );
});
