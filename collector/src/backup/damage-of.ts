import { structuralDamageOf } from '../store/damage/damage.ts';
import { IntegrityRepository } from '../store/damage/integrity-repository.ts';
import { schemaDamageOf } from '../store/damage/schema-damage.ts';
import { openForReading } from '../store/store.ts';
import { wrongTalliesNow } from '../store/tallies/tally-check.ts';

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

/**
 * Which kept numbers differ from what they count, all as of one moment. That is no damage: they can be counted anew. A
 * database of a version that kept less is looked at once it is brought to this one.
 */
export async function wrongTalliesOf(path: string): Promise<string[]> {
  const store = openForReading(path);
  try {
    const tables = await store.read.introspection.getTables();
    if (!tables.some(({ name }) => name === 'host_name_part')) return [];
    return await wrongTalliesNow(store);
  } finally {
    await store.close();
  }
}
