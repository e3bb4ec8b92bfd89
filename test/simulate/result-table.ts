import type { SimulationResult } from './simulate.ts';

/** What a run has shown, for people. */
export function resultTable(result: SimulationResult): string {
  const rows = [...counts(result), ...speeds(result), ...promises(result)];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

type Row = readonly [string, string];

function counts({ options, record, unacknowledged, outages, seconds }: SimulationResult): Row[] {
  const pace = (record.accepted / seconds).toFixed(1);
  return [
    [
      'hosts',
      `${options.hosts}, seed ${options.seed}, ${options.database === null ? '' : 'PostgreSQL, '}${(seconds / 60).toFixed(2)} min`,
    ],
    ['reports made', `${record.made}`],
    ['accepted', `${record.accepted} (${pace} a second)`],
    ['acknowledged again', `${record.duplicates} (stored before, the first answer was lost)`],
    ['refused', byReason(record.refused)],
    ['retried', `${record.retried}${record.retried === 0 ? '' : `: ${byReason(record.later)}`}`],
    ['not acknowledged in the end', `${unacknowledged}`],
    [
      'turns skipped',
      `${record.skipped} (the last report of the host still waited; ${record.mostWaiting} at most)`,
    ],
    ['outages', `${outages}`],
  ];
}

function speeds({ record, costs }: SimulationResult): Row[] {
  const stored = record.accepted + record.duplicates;
  const each = (total: number) => (stored === 0 ? '-' : (total / stored).toFixed(2));
  const rows: Row[] = [
    [
      'time of an accepted attempt',
      `p50 ${ms(record.latencies.percentile(0.5))}, p99 ${ms(record.latencies.percentile(0.99))}, handshake included`,
    ],
    ['TLS sessions resumed', stored === 0 ? '-' : `${Math.round((100 * record.resumed) / stored)} %`],
    [
      'size of a report',
      `${each(record.jsonBytes / 1000)} kB of JSON, ${each(record.bytes / 1000)} kB packed`,
    ],
  ];
  if (!costs) return [...rows, ['collector', 'costs of a given one are not known here']];
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  rows.push(
    ['collector, processor a report', `${each(costs.collectorCpuMs)} ms, judging included`],
    ['collector, memory', `${mib(costs.residentBytes)}, ${mib(costs.peakBytes)} at most`],
  );
  if (costs.databaseCpuMs !== null) {
    rows.push(['database, processor a report', `${each(costs.databaseCpuMs)} ms`]);
  }
  return rows;
}

function promises({ kept }: SimulationResult): Row[] {
  return [
    ['lost', `${kept.lost} of ${kept.checked} acknowledged (${kept.how})`],
    ['twice', `${kept.twice}`],
    ['stored otherwise', `${kept.wrong}${kept.examples.length > 0 ? ` ${kept.examples.join('; ')}` : ''}`],
  ];
}

function byReason(reasons: ReadonlyMap<string, number>): string {
  const all = [...reasons].toSorted(([, a], [, b]) => b - a);
  return all.length === 0 ? '0' : all.map(([reason, count]) => `${count} × ${reason}`).join(', ');
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;
}
