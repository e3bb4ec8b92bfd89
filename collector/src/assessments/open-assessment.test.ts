import { checklists } from '@tenken/controls';
import { expect, test } from 'vitest';
import { temporaryStore } from '../testing.ts';
import { checklistOf } from './checked-input.ts';
import { refuseOpen } from './freeze.ts';
import { openAssessment } from './open-assessment.ts';

const change = { actor: 'account:clerk', now: Date.UTC(2026, 10, 21) };
const checklist = checklistOf(checklists(), 'mynaportal');

async function system(kinds: Record<string, string>) {
  const { repos } = await temporaryStore();
  const organisation = { name: '点検市', department: null, kinds, hasAggregator: false, contact: null };
  await repos.systems.put({ id: 'portal', name: '照会', labels: [], organisation }, change);
  const open = (rule: string) => openAssessment(repos, { systemId: 'portal', checklist, rule }, change);
  return { open, listed: () => repos.assessments.list() };
}

test('a check that asks nothing of the organisation is not begun', async () => {
  const { open, listed } = await system({ mynaportal: 'administrative-organ' });
  await expect(open('pre-application')).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('asks nothing') as string,
  });
  expect(await listed()).toEqual([]);
  await open('application');
  expect(await listed()).toHaveLength(1);
});

test('nor one of an organisation of which nobody has told its kind', async () => {
  const { open, listed } = await system({});
  await expect(open('application')).rejects.toMatchObject({ code: 'organisation-kind-missing' });
  expect(await listed()).toEqual([]);
});

test('a result without a question is not fixed', () => {
  expect(() => refuseOpen([])).toThrow(expect.objectContaining({ code: 'assessment-blocked' }));
});
