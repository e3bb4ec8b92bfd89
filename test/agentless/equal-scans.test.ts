import { evidenceKinds } from '@tenken/controls/evidence';
import type { Evidence, Scan } from '@tenken/shared';
import { expect, test } from 'vitest';
import { LocalHost } from '../../agent/src/hosts/local.ts';
import { scanOverSsh } from '../../agent/src/hosts/ssh/scan-over-ssh.ts';
import { scan } from '../../agent/src/scan.ts';
import { judgeReport } from '../../collector/src/cli/judge-report.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { openOver } from '../support/ssh-client.ts';
import { startSshServer, whyNoSshServer } from '../support/ssh-server.ts';

if (whyNoSshServer !== null) console.warn(`skipped: ${whyNoSshServer}`);

/** Other tests and programs on this machine come and go; a kind that stood still between two local scans is compared. */
const rounds = 6;

const byKind = ({ evidence }: Scan) => new Map(evidence.map((one) => [one.body.kind, one]));
const shown = (evidence: Evidence | undefined) => JSON.stringify(evidence?.body);

test.runIf(whyNoSshServer === null)(
  'a scan over SSH finds what a scan on the machine itself finds, of every kind',
  async () => {
    const server = await startSshServer(scratchFolder());
    const open = new Set<string>(evidenceKinds.map(({ id }) => id));
    const compared = new Map<string, string>();
    let roundTrips = 0;
    for (let round = 0; round < rounds && open.size > 0; round += 1) {
      const kinds = evidenceKinds.filter(({ id }) => open.has(id));
      // While somebody is signed in the machine is the same for both.
      const host = await openOver(server);
      const before = byKind(await scan(new LocalHost(), { kinds }));
      const opened = host.roundTrips;
      const remote = await scanOverSsh(host, { kinds });
      roundTrips = Math.max(roundTrips, host.roundTrips - opened);
      const after = await scan(new LocalHost(), { kinds });
      const [here, there] = [byKind(after), byKind(remote)];
      expect(remote.host).toEqual(after.host);
      const findings = (report: Scan) =>
        judgeReport(report, new Date(after.scannedAt)).map(
          ({ control, variant, outcome, reason, observed }) => ({
            control,
            variant,
            outcome,
            reason,
            observed,
          }),
        );
      for (const { id } of kinds) {
        if (shown(before.get(id)) !== shown(here.get(id))) continue;
        if (shown(there.get(id)) !== shown(here.get(id)) && round < rounds - 1) continue;
        expect(there.get(id)?.body, id).toEqual(here.get(id)?.body);
        compared.set(id, shown(there.get(id)));
        open.delete(id);
      }
      if (round === 0) {
        const still = (report: Scan) => ({
          ...report,
          evidence: report.evidence.filter(({ body }) => !open.has(body.kind)),
        });
        expect(findings(still(remote))).toEqual(findings(still(after)));
      }
      host.close();
    }
    console.log(
      `kinds compared: ${compared.size} of ${evidenceKinds.length}; round trips of a scan: ${roundTrips}`,
    );
    expect([...open]).toEqual([]);
    expect([...compared.values()].filter((body) => body.includes('"status":"read"')).length).toBeGreaterThan(
      20,
    );
  },
  240_000,
);
