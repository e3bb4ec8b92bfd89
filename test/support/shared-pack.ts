import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { testAssessment } from './assessment-record.ts';
import type { TestAssessment } from './assessment-record.ts';
import { exportTest, filesIn } from './pack-files.ts';
import { makeScratchFolder, removeScratchFolder } from './scratch-folder.ts';

export type SharedAssessment = {
  /** For what the tests of the file write; `authority` in it is that of the assessment. */
  folder: string;
  assessment: TestAssessment;
};

export type SharedPack = SharedAssessment & {
  /** Path of the pack, which no test may change. */
  pack: string;
  /** Every file of it, by name. */
  files: ReadonlyMap<string, Buffer>;
};

/** One assessment for all tests of a file; filled before the first test. */
export function sharedAssessment(): SharedAssessment {
  const shared = { folder: makeScratchFolder() } as SharedAssessment;
  beforeAll(async () => {
    shared.assessment = await testAssessment(join(shared.folder, 'authority'));
  });
  afterAll(() => removeScratchFolder(shared.folder));
  return shared;
}

/** One assessment and its pack for all tests of a file; filled before the first test. */
export function sharedPack(): SharedPack {
  const shared = sharedAssessment() as SharedPack;
  shared.pack = join(shared.folder, 'pack.zip');
  beforeAll(async () => {
    await exportTest(shared.assessment, shared.pack);
    shared.files = await filesIn(shared.pack);
  });
  return shared;
}
