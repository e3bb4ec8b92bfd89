import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { TenkenError } from '@tenken/shared';
import { afterAll, describe, expect, test } from 'vitest';
import { readInventory } from './read-inventory.ts';
import type { InventoryHost } from './inventory.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenken-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(name: string, content: string | Uint8Array): InventoryHost[] {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readInventory(path, { user: 'me' });
}

/** As a person would write it down to compare. */
function brief(hosts: readonly InventoryHost[]): string[] {
  return hosts.map(
    ({ name, address: { user, host, port }, groups }) =>
      `${name} ${user}@${host}:${port} ${groups.join('+')}`,
  );
}

describe("Tenken's own list", () => {
  test('names alone, and all that can be said of a host', () => {
    const hosts = read(
      'own.yaml',
      `defaults: { user: tenken, port: 2222, label: 総務課 }
hosts:
  - web1
  - name: db1
    address: 192.0.2.10
    port: 22
    user: root
    key: /root/.ssh/db
    jump: me@bastion:2200
    label: 税務課
    groups: [canary, database]
  - name: six
    address: 2001:db8::1
`,
    );
    expect(brief(hosts)).toEqual([
      'web1 tenken@web1:2222 ',
      'db1 root@192.0.2.10:22 canary+database',
      'six tenken@2001:db8::1:2222 ',
    ]);
    expect(hosts[1]).toMatchObject({
      keyFile: '/root/.ssh/db',
      jump: { user: 'me', host: 'bastion', port: 2200 },
      label: '税務課',
    });
    expect(hosts[0]).toMatchObject({ label: '総務課', keyFile: null, jump: null });
  });

  test.each([
    ['hosts: []', /names no host/],
    ['hosts: [web, web]', /stands in it twice/],
    ['hosts: [{ name: web, pasword: x }]', /hosts\.0/],
    ['hosts: [{ name: web, port: 99999 }]', /web: ssh:/],
    ['hosts: ["-oProxyCommand=id"]', /no name of a host/],
    ['hosts: [a', /no YAML/],
    ['hosts: [{ name: web, address: "ssh://root:secret@web" }]', /password/],
  ])('%s', (content, why) => {
    expect(() => read('bad.yaml', content)).toThrow(why);
  });

  test('a password in an address is not repeated', () => {
    expect(() => read('bad.yaml', 'hosts: [{ name: web, address: "ssh://root:hunter2@web" }]')).not.toThrow(
      /hunter2/,
    );
  });
});

test('where keys are', () => {
  const hosts = read(
    'keys.yaml',
    'hosts: [{ name: a, key: ~/.ssh/k }, { name: b, key: keys/k }, { name: c, key: /k }]',
  );
  expect(hosts.map(({ keyFile }) => keyFile)).toEqual([
    join(homedir(), '.ssh/k'),
    join(folder, 'keys/k'),
    '/k',
  ]);
});

describe('a spreadsheet', () => {
  test.each([
    ['name,address,user,groups\nweb1,192.0.2.1,root,canary web\nweb2,,,\n', 'utf8'],
    ['ホスト名,IPアドレス,ユーザー,グループ\nweb1,192.0.2.1,root,canary;web\nweb2,,,\n', 'cp932'],
  ])('%s', (content, encoding) => {
    expect(brief(read('hosts.csv', iconv.encode(content, encoding)))).toEqual([
      'web1 root@192.0.2.1:22 canary+web',
      'web2 me@web2:22 ',
    ]);
  });

  test('a column that nobody knows is told, with those there are', () => {
    expect(() => read('hosts.csv', 'name,colour\nweb,red\n')).toThrow(
      /"colour" is not known: there are name/,
    );
    expect(() => read('hosts.csv', 'address\n192.0.2.1\n')).toThrow(/headed name/);
  });
});

describe('an inventory of Ansible', () => {
  const ini = `# the hosts of the ministry
mail.example.jp ansible_port=2222   # moved in April

[web]
www[01:03].example.jp
www9 ansible_host=192.0.2.9 ansible_user="deploy user"

[db]
db-[a:c]

[office]   # by cable
win1 ansible_connection=winrm ansible_password=secret

[tokyo:children]
web
db

[tokyo:vars]
ansible_user=tokyo

[db:vars]
ansible_user = dba
ansible_ssh_private_key_file=/keys/db
`;

  test('INI: ranges, groups in groups, variables of the nearest group', () => {
    const text = ini.replace('"deploy user"', 'deploy');
    const hosts = read('hosts', text);
    expect(brief(hosts)).toEqual([
      'mail.example.jp me@mail.example.jp:2222 ',
      'www01.example.jp tokyo@www01.example.jp:22 web+tokyo',
      'www02.example.jp tokyo@www02.example.jp:22 web+tokyo',
      'www03.example.jp tokyo@www03.example.jp:22 web+tokyo',
      'www9 deploy@192.0.2.9:22 web+tokyo',
      'db-a dba@db-a:22 db+tokyo',
      'db-b dba@db-b:22 db+tokyo',
      'db-c dba@db-c:22 db+tokyo',
      'win1 me@win1:22 office',
    ]);
    expect(hosts[5]?.keyFile).toBe('/keys/db');
    expect(hosts[8]?.notBySsh).toContain('winrm');
    expect(JSON.stringify(hosts)).not.toContain('secret');
  });

  test('YAML says the same', () => {
    const yaml = `all:
  hosts:
    mail.example.jp: { ansible_port: 2222 }
  children:
    tokyo:
      vars: { ansible_user: tokyo }
      children:
        web:
          hosts:
            www[01:02].example.jp:
            www9: { ansible_host: 192.0.2.9, ansible_user: deploy, http_ports: [80, 443] }
        db:
          vars: { ansible_user: dba }
          hosts: { 'db-[a:b]': {} }
`;
    expect(brief(read('hosts.yml', yaml)).toSorted()).toEqual([
      'db-a dba@db-a:22 db+tokyo',
      'db-b dba@db-b:22 db+tokyo',
      'mail.example.jp me@mail.example.jp:2222 ',
      'www01.example.jp tokyo@www01.example.jp:22 web+tokyo',
      'www02.example.jp tokyo@www02.example.jp:22 web+tokyo',
      'www9 deploy@192.0.2.9:22 web+tokyo',
    ]);
  });

  test.each([
    ['[web\nhost', /line 1/],
    ['[web:childs]\nhost', /line 1: \[web:childs\]/],
    ['web[5:1]', /line 1: web\[5:1\]/],
    ['web[1:999999999]', /too long/],
    ['web garbage', /line 1: behind a host/],
    ['[a:vars]\nnothing', /line 2/],
    ['[a:children]\nb\n[b:children]\na\n[a]\nhost', /hold each other/],
  ])('%j is told with its place', (content, why) => {
    expect(() => read('hosts', content)).toThrow(why);
  });
});

test('any bytes give hosts or one kind of error', () => {
  const names = ['hosts', 'hosts.csv', 'hosts.yaml'] as const;
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.string({ unit: 'grapheme' }), (name, content) => {
      try {
        for (const host of read(name, content)) expect(host.address.host).not.toBe('');
      } catch (error) {
        expect(error).toBeInstanceOf(TenkenError);
      }
    }),
  );
});
