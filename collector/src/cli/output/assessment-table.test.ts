import { expect, test } from 'vitest';
import { sampleRecord } from '../../documents/forms/sample-record.ts';
import { assessmentTable } from './assessment-table.ts';

test('English has no 和暦, Japanese has', () => {
  const record = sampleRecord();
  const [english, japanese] = (['en', 'ja'] as const).map((language) =>
    assessmentTable(record, [], language),
  );
  expect(english).toContain('Periodic check  fiscal year 2026');
  expect(english).not.toMatch(/令和|年度/);
  expect(japanese).toContain('定期点検  令和8年度');
});
