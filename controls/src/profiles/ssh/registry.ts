import { cryptrec } from './data/cryptrec.ts';
import { hardened, openssh100, openssh92 } from './data/policies.ts';
import type { SshProfile } from './profile.ts';

export const sshProfileIds = [
  'cryptrec',
  'hardened',
  'openssh-9.2-debian-12',
  'openssh-10.0-debian-13',
] as const;
export type SshProfileId = (typeof sshProfileIds)[number];

export const sshProfiles: Readonly<Record<SshProfileId, SshProfile>> = {
  cryptrec,
  hardened,
  'openssh-9.2-debian-12': openssh92,
  'openssh-10.0-debian-13': openssh100,
};
