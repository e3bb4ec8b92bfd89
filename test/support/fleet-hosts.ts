import type { FleetTemplate } from './fleet-templates.ts';
import { seededRandom } from './random.ts';

export type FleetHost = {
  number: number;
  name: string;
  /** Its department; some are large, most are small. */
  label: string;
  template: number;
  /** Days without a report. */
  silentDays: number;
};

const bureaus = [
  '総務',
  '財政',
  '税務',
  '市民',
  '福祉',
  '健康',
  '環境',
  '建設',
  '都市',
  '教育',
  '消防',
  '議会',
];
const divisions = ['課', '一課', '二課', '室', '係', 'センター', '支所', '出張所', '推進室', '管理室'];

/** Hosts of a large organisation. */
export function* fleetHosts(count: number, templates: readonly FleetTemplate[]): Generator<FleetHost> {
  const random = seededRandom(2);
  const departments = bureaus.flatMap((bureau) => divisions.map((division) => `${bureau}${division}`));
  const weights = templates.map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let number = 0; number < count; number += 1) {
    // The square makes the first departments the largest.
    const place = Math.floor(random() ** 2 * departments.length);
    let drawn = random() * total;
    const template = weights.findIndex((weight) => (drawn -= weight) < 0);
    const kind = templates[template]?.platform === 'windows' ? 'pc' : 'sv';
    yield {
      number,
      name: `${kind}-${String(place).padStart(3, '0')}-${String(number).padStart(6, '0')}`,
      label: random() < 0.01 ? '' : (departments[place] ?? ''),
      template: Math.max(0, template),
      silentDays: random() < 0.007 ? 2 + Math.floor(random() * 30) : 0,
    };
  }
}
