import type { Compared, Outcome } from './compare-row.ts';

/** Of each configuration; all are in the file. */
const shownBytes = 3;

/** One line for each configuration, then everything that is not equal, with the bytes that settle it. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map((outcome) => {
    const name = `${outcome.row.server}: ${outcome.row.name}`.padEnd(62);
    if ('skipped' in outcome) return `${name} skipped: ${outcome.skipped}`;
    return `${name} ${verdictOf(outcome).padEnd(14)} ${costsOf(outcome)}`;
  });
  const compared = outcomes.flatMap((outcome) => ('skipped' in outcome ? [] : [outcome]));
  const tally = ['equal', 'sees more', 'tools disagree', 'differs'].map(
    (verdict) => `${compared.filter((one) => verdictOf(one) === verdict).length} ${verdict}`,
  );
  const skipped = outcomes.length - compared.length;
  return [...lines, '', `${tally.join(', ')}, ${skipped} skipped`, ...compared.flatMap(details)].join('\n');
}

function verdictOf({ agreements }: Compared): string {
  if (agreements.some(({ verdict }) => verdict === 'differs')) return 'differs';
  if (agreements.some(({ verdict }) => verdict === 'tools-disagree')) return 'tools disagree';
  return agreements.some(({ verdict }) => verdict === 'sees-more') ? 'sees more' : 'equal';
}

function costsOf({ costs }: Compared): string {
  return Object.entries(costs)
    .map(([tool, { connections, seconds }]) => `${tool} ${connections} in ${seconds.toFixed(1)} s`)
    .join(', ');
}

function details(compared: Compared): string[] {
  const unequal = compared.agreements.filter(({ verdict }) => verdict !== 'equal');
  if (unequal.length === 0 && compared.remarks.length === 0) return [];
  return [
    '',
    `${compared.row.server}: ${compared.row.name}`,
    ...unequal.flatMap(({ protocol, about, verdict, ours, sslscan, testssl }) => [
      `  ${protocol} ${about}: ${verdict}`,
      ...[
        ['ours', ours],
        ['sslscan', sslscan],
        ['testssl', testssl],
      ].map(([tool, said]) => `    ${tool}: ${said}`),
    ]),
    ...compared.bytes
      .slice(0, shownBytes)
      .map(
        ({ protocol, suite, sent, received, end }) =>
          `  ${protocol} ${suite} alone: sent ${sent}, ${end}${received === '' ? '' : ` ${received}`}`,
      ),
    ...(compared.bytes.length > shownBytes
      ? [`  ${compared.bytes.length - shownBytes} more: tls-compare.json`]
      : []),
    ...compared.remarks.map((remark) => `  ${remark}`),
  ];
}
