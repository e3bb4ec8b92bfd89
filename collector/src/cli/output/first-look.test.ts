import { checklists, controls, requirements } from '@tenken/controls';
import { text } from '@tenken/shared';
import type { Outcome } from '@tenken/shared';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { itemTable } from './finding-tables.ts';
import type { JudgedFinding } from './finding-tables.ts';
import { firstLook } from './first-look.ts';

/** Every control under every set of limits. */
function findings(outcomeOf: (control: string, variant: string) => Outcome): JudgedFinding[] {
  return requirements(controls, checklists()).map(({ control, parameters, variant }) => ({
    control: control.id,
    variant,
    parameters,
    outcome: outcomeOf(control.id, variant),
    observed: text('なし', 'none'),
    expected: text('あり', 'some'),
    reason: 'none',
    evidence: [],
    validUntil: null,
  }));
}

test.each(['ja', 'en'] as const)('fits beside the address of the page, whatever fails (%s)', (language) => {
  const shown = firstLook(
    findings(() => 'fail'),
    controls,
    checklists(),
    language,
    80,
  );
  const lines = shown.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(20);
  for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(80);
});

test('counts each control once, and names the items that a failure leaves open', () => {
  const shown = firstLook(
    findings((control) => (control === 'time-synchronized' ? 'fail' : 'pass')),
    controls,
    checklists(),
    'ja',
    80,
  );
  expect(shown).toContain(`技術的管理策 ${controls.length}件`);
  expect(shown).toMatch(/〇 適合 \d+ {2}× 不適合 1\n/);
  const items = checklists()
    .find(({ id }) => id === 'nwsystem')
    ?.items.filter((item) =>
      item.controls.some(({ id, relationship }) => id === 'time-synchronized' && relationship !== 'related'),
    );
  expect(items?.length).toBeGreaterThan(0);
  expect(shown).toMatch(new RegExp(`別紙2 ${items?.[0]?.id}\\b`));
  expect(shown).not.toContain('不適合はほかに');
});

test('says nothing of failures where there are none', () => {
  expect(
    firstLook(
      findings(() => 'pass'),
      controls,
      checklists(),
      'en',
      80,
    )
      .trimEnd()
      .split('\n'),
  ).toHaveLength(2);
});

test('a row says what its item asks of a control that another item asks something else of', () => {
  const nite = checklists().find(({ id }) => id === 'nite');
  if (!nite) throw new Error('no checklist nite');
  const judged = findings((_, variant) => (variant === 'default' ? 'fail' : 'pass'));
  const rows = itemTable(nite, judged, 'ja', 200).split('\n');
  expect(rows.find((row) => row.startsWith('第68条第2項'))).toContain('〇ipv6-restricted(mode=no-tunnels)');
  expect(rows.find((row) => row.startsWith('第69条'))).toMatch(/×ipv6-restricted(?!\()/);
});
