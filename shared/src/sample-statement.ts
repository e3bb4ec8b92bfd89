import type { Statement } from './statement.ts';

const at = '2026-11-21T00:00:00.000Z';

/** For tests: of a host that reports for the first time, with one piece of evidence. */
export const sampleStatement: Statement = {
  version: 2,
  hostId: 'a2b6a1c4-5d3b-4c55-9a3e-0f0f0f0f0f0f',
  reportId: '2f0c5f0e-5d3b-4c55-9a3e-0f0f0f0f0f0f',
  sequence: 1,
  agentVersion: '0.1.0',
  scannedAt: at,
  sentAt: at,
  host: {
    platform: 'linux',
    name: '点検',
    osName: null,
    osVersion: null,
    architecture: null,
    machineIdHash: null,
  },
  evidence: [{ kind: 'a', collectedAt: at, durationMs: 1, sha256: 'a'.repeat(64) }],
  gap: null,
};
