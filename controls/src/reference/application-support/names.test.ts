import { describe, expect, test } from 'vitest';
import { namedPackage } from '../../evidence/software/package-list.ts';
import type { Package } from '../../evidence/software/package-list.ts';
import { applicationSupportTable } from './index.ts';
import { cycleOf, namedProducts } from './names.ts';

const { products, evergreen } = applicationSupportTable;

test('each product of the table has names, and the other way round', () => {
  expect([...products, ...evergreen].map(({ id }) => id).toSorted()).toEqual(namedProducts.toSorted());
});

describe('names of software', () => {
  test.each<[Package['source'], string, string | null, string | null, string | null]>([
    ['windows-program', 'Microsoft Office Professional Plus 2013', null, 'microsoft-office', '2013'],
    [
      'windows-program',
      'Microsoft Office LTSC Professional Plus 2021 - ja-jp',
      null,
      'microsoft-office',
      '2021',
    ],
    ['windows-program', 'Microsoft 365 Apps for enterprise - ja-jp', '16.0', null, null],
    ['macos-app', 'Microsoft Word', '15.41', 'microsoft-office', '2016-for-mac'],
    ['macos-app', 'Microsoft Word', '16.91', null, null],
    ['windows-program', 'Microsoft SQL Server 2008 R2 (64-bit)', null, 'microsoft-sql-server', '2008 R2'],
    ['windows-program', 'Microsoft SQL Server 2019 (64 ビット)', null, 'microsoft-sql-server', '2019'],
    ['windows-program', 'Microsoft SQL Server 2016 LocalDB', null, 'microsoft-sql-server', '2016'],
    ['windows-program', 'Microsoft SQL Server Management Studio - 20.1', null, null, null],
    ['windows-program', 'Microsoft .NET Runtime - 6.0.36 (x64)', null, 'dotnet', '6'],
    ['windows-program', 'Microsoft .NET Core Runtime - 3.1.32 (x64)', null, 'dotnet', '3.1'],
    ['windows-program', 'Microsoft Windows Desktop Runtime - 8.0.22 (x64)', null, 'dotnet', '8'],
    ['rpm', 'dotnet-runtime-6.0', '6.0.36-1', 'dotnet', '6'],
    ['windows-program', 'Microsoft .NET Framework 4.8', null, null, null],
    ['windows-program', 'Java 8 Update 391 (64-bit)', null, 'oracle-java', '8'],
    ['windows-program', 'Java(TM) SE Development Kit 17.0.9 (64-bit)', null, 'oracle-java', '17'],
    ['windows-program', 'Java Auto Updater', null, null, null],
    ['rpm', 'oracle-database-ee-19c', '1.0-1', 'oracle-database', '19'],
    ['rpm', 'oracle-database-preinstall-19c', '1.0-1', null, null],
    ['windows-program', 'PostgreSQL 9.6 ', null, 'postgresql', '9.6'],
    ['windows-program', 'PostgreSQL 13 ', null, 'postgresql', '13'],
    ['dpkg', 'postgresql-12', '12.17-1.pgdg120+1', 'postgresql', '12'],
    ['dpkg', 'postgresql-15', '15.14-0+deb12u1', null, null],
    ['rpm', 'postgresql96-server', '9.6.24-1PGDG.rhel7', 'postgresql', '9.6'],
    ['rpm', 'postgresql-server', '13.22-1.el9', null, null],
    ['rpm', 'mysql-community-server', '5.7.44-1.el7', 'mysql', '5.7'],
    ['dpkg', 'mariadb-server', '1:10.5.29+maria~deb11', 'mariadb', '10.5'],
    ['dpkg', 'mariadb-server', '1:10.11.14-0+deb12u2', null, null],
    ['dpkg', 'nginx', '1.26.3-1~bookworm', 'nginx', '1.26'],
    ['dpkg', 'nginx', '1.22.1-9+deb12u3', null, null],
    ['rpm', 'nginx', '1:1.28.0-1.el9.ngx', 'nginx', '1.28'],
    ['windows-program', 'Apache Tomcat 8.5 Tomcat8 (remove only)', null, 'apache-tomcat', '8.5'],
    ['windows-program', 'OpenSSL 1.1.1w Light (64-bit)', null, 'openssl', '1.1.1'],
    ['windows-program', 'OpenSSL 3.0.8 (64-bit)', null, 'openssl', '3.0'],
    ['homebrew', 'openssl@3', '3.6.0', 'openssl', '3.6'],
    ['dpkg', 'openssl', '3.0.17-1~deb12u3', null, null],
    ['dpkg', 'php8.1-common', '8.1.33-1+0~20250828.99+debian12~1.gbpf00b4b', 'php', '8.1'],
    ['dpkg', 'php8.2-common', '8.2.29-1~deb12u1', null, null],
    ['windows-user-program', 'Python 3.8.10 (64-bit)', '3.8.10150.0', 'python', '3.8'],
    ['windows-program', 'Python Launcher', '3.8.7072.0', null, null],
    ['windows-program', 'Node.js', '18.20.4', 'nodejs', '18'],
    ['dpkg', 'nodejs', '18.20.4-1nodesource1', 'nodejs', '18'],
    ['dpkg', 'nodejs', '18.20.4+dfsg-1~deb12u1', null, null],
    ['windows-program', 'Adobe Reader XI (11.0.23) - Japanese', null, 'adobe-acrobat', 'XI'],
    ['windows-program', 'Adobe Acrobat Reader DC - Japanese', '25.1', null, null],
    ['windows-program', 'Adobe Acrobat 2020', null, 'adobe-acrobat', '2020'],
    ['windows-program', 'Adobe Flash Player 32 NPAPI', null, 'adobe-flash-player', 'all'],
    ['windows-program', 'Google Chrome', '109.0.5414.120', 'google-chrome', '109'],
    ['windows-program', 'Mozilla Firefox ESR (x64 ja)', '115.23.0', 'mozilla-firefox-esr', '115'],
    ['windows-program', 'Mozilla Firefox (x64 ja)', '138.0', 'mozilla-firefox', '138'],
    ['windows-program', 'Mozilla Maintenance Service', '115.0', null, null],
  ])('%s %s %s', (source, name, version, product, cycle) => {
    const one = { ...namedPackage(source, name), version };
    const found = namedProducts.flatMap((id) => {
      const known = cycleOf(id, one);
      return known === null ? [] : [[id, known]];
    });
    expect(found).toEqual(product === null ? [] : [[product, cycle]]);
  });
});
