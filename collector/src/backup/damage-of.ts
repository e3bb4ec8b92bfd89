import { structuralDamageOf } from '../store/damage.ts';
import { IntegrityRepository } from '../store/integrity-repository.ts';
import { schemaDamageOf } from '../store/schema-damage.ts';
import { openForReading } from '../store/store.ts';

/** What is wrong with a database: first its structure, then everything that has a hash; nothing is written. */
export async function damageOf(
  path: string,
  onProgress?: (bodies: number, reports: number) => void,
): Promise<string[]> {
  const structure = (await schemaDamageOf(path)) ?? structuralDamageOf(path);
  if (structure !== null) return [structure];
  const store = openForReading(path);
  try {
    return await new IntegrityRepository(store).damage(onProgress);
  } finally {
    await store.close();
  }
}
