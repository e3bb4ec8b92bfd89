import { expect, test } from 'vitest';
import type { CommandDesk } from './desk/at-desk.ts';
import { newestAssessment } from './newest-assessment.ts';

type Listed = Awaited<ReturnType<CommandDesk['listAssessments']>>[number];

/** Newest first, as the desk lists them. */
function deskWith(...listed: Pick<Listed, 'id' | 'state' | 'systemId'>[]) {
  const asked: unknown[] = [];
  const listAssessments: CommandDesk['listAssessments'] = (filter) => {
    asked.push(filter);
    return Promise.resolve(listed as Listed[]);
  };
  return { asked, listAssessments };
}

const desk = deskWith(
  { id: 'begun', state: 'open', systemId: 'juki' },
  { id: 'this-year', state: 'closed', systemId: 'juki' },
  { id: 'last-year', state: 'closed', systemId: 'juki' },
);

test('a pack to hand in is of the newest closed assessment, also where a newer one is open', async () => {
  expect(await newestAssessment(desk, { checklist: 'nwsystem', system: 'juki' })).toBe('this-year');
  expect(desk.asked).toEqual([{ checklist: 'nwsystem', system: 'juki' }]);
});

test('a draft is of the newest, and so is what nothing closed stands for', async () => {
  expect(await newestAssessment(desk, { checklist: 'nwsystem', draft: true })).toBe('begun');
  const open = deskWith({ id: 'only', state: 'open', systemId: 'juki' });
  expect(await newestAssessment(open, { checklist: 'nwsystem' })).toBe('only');
});

test('without a checklist, an assessment or one system there is nothing to choose', async () => {
  const two = deskWith(
    { id: 'a', state: 'closed', systemId: 'juki' },
    { id: 'b', state: 'closed', systemId: 'zeimu' },
  );
  await expect(newestAssessment(desk, {})).rejects.toMatchObject({ code: 'usage' });
  await expect(newestAssessment(deskWith(), { checklist: 'x' })).rejects.toMatchObject({
    code: 'assessment-unknown',
  });
  await expect(newestAssessment(two, { checklist: 'nwsystem' })).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('--system juki or zeimu') as string,
  });
});
