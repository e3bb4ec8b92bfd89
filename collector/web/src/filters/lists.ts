import { outcomesInOrder } from '../outcomes/outcomes.ts';
import { anyGroup, anyVariant, anyWord, moment, oneOf, readFields, severalOf, yes } from './fields.ts';
import type { Fields, Filters, SearchOf } from './fields.ts';

/** Where a list is cut and in which order: the same for all lists. */
const place = { text: anyWord, cursor: { ...anyWord, read: readCursor } };

function readCursor(typed: unknown): string | undefined {
  return typeof typed === 'string' && typed !== '' && typed.length <= 400 ? typed : undefined;
}

export const platformChoices = ['linux', 'windows', 'macos', 'network-device'] as const;
export const contactChoices = ['reporting', 'silent', 'never'] as const;
export const statusChoices = ['active', 'quarantined', 'revoked'] as const;

export const certificateChoices = ['good', 'ending', 'expired'] as const;

export const hostFields = {
  ...place,
  contact: severalOf(contactChoices),
  status: severalOf(statusChoices),
  platform: severalOf(platformChoices),
  label: anyGroup,
  system: anyGroup,
  outcome: severalOf(outcomesInOrder),
  control: anyWord,
  agentVersion: anyWord,
  certificate: severalOf(certificateChoices),
  sort: oneOf(['name', '-name', 'lastReportAt', '-lastReportAt', 'failures', '-failures']),
} satisfies Fields;
export type HostSearch = SearchOf<typeof hostFields>;

export const findingFields = {
  ...place,
  host: anyWord,
  control: anyWord,
  variant: anyVariant,
  outcome: severalOf(outcomesInOrder),
  reason: anyWord,
  platform: severalOf(platformChoices),
  label: anyGroup,
  system: anyGroup,
  since: moment('begin'),
  until: moment('end'),
  sort: oneOf(['control', 'host', 'since', '-since', 'until']),
} satisfies Fields;
export type FindingSearch = SearchOf<typeof findingFields>;

export const controlFields = {
  text: anyWord,
  outcome: severalOf(outcomesInOrder),
  platform: severalOf(platformChoices),
  sort: oneOf(['name', '-name', 'failures', '-failures']),
} satisfies Fields;
export type ControlsSearch = SearchOf<typeof controlFields>;

export const itemFields = {
  text: anyWord,
  outcome: severalOf(outcomesInOrder),
  automation: severalOf(['full', 'partial', 'manual']),
  priority: yes,
} satisfies Fields;
export type ItemSearch = SearchOf<typeof itemFields>;

export const readHostSearch = (typed: Filters): HostSearch => readFields(hostFields, typed);
export const readFindingSearch = (typed: Filters): FindingSearch => readFields(findingFields, typed);
export const readControlsSearch = (typed: Filters): ControlsSearch => readFields(controlFields, typed);
export const readItemSearch = (typed: Filters): ItemSearch => readFields(itemFields, typed);

/** Which hosts of one control are listed. */
export const controlFindingFields = {
  ...place,
  variant: anyVariant,
  outcome: severalOf(outcomesInOrder),
  platform: severalOf(platformChoices),
  label: anyGroup,
  system: anyGroup,
  sort: oneOf(['host', 'since', '-since', 'until']),
} satisfies Fields;
export type ControlSearch = SearchOf<typeof controlFindingFields>;

export const variantFields = { variant: anyVariant } satisfies Fields;
export const evidenceFields = { host: anyWord } satisfies Fields;
const span = { from: moment('begin'), to: moment('end') };
export const comparisonFields = span satisfies Fields;
export const changeFields = {
  cursor: place.cursor,
  kind: severalOf(['failing', 'fixed', 'lost', 'other', 'first']),
  control: anyWord,
  ...span,
} satisfies Fields;
export type ChangesSearch = SearchOf<typeof changeFields>;
export const overviewFields = { kiosk: { ...yes, read: readKiosk } } satisfies Fields;

/** `kiosk=1`, as other dashboards write it. */
function readKiosk(typed: unknown): true | undefined {
  return typed === 1 || typed === '1' ? true : yes.read(typed);
}

export const heatMapFields = {
  by: oneOf(['label', 'platform', 'system']),
  rows: oneOf(['all', 'failing', 'attention']),
  text: anyWord,
} satisfies Fields;
export type HeatMapSearch = SearchOf<typeof heatMapFields>;

export const readControlSearch = (typed: Filters): ControlSearch => readFields(controlFindingFields, typed);
export const readVariantSearch = (typed: Filters) => readFields(variantFields, typed);
export const readEvidenceSearch = (typed: Filters) => readFields(evidenceFields, typed);
export const readComparisonSearch = (typed: Filters) => readFields(comparisonFields, typed);
export const readChangesSearch = (typed: Filters): ChangesSearch => readFields(changeFields, typed);
export const readOverviewSearch = (typed: Filters) => readFields(overviewFields, typed);
export const readHeatMapSearch = (typed: Filters): HeatMapSearch => readFields(heatMapFields, typed);
