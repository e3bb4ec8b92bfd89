import { databaseNotEmpty } from '../../collector/src/move/opened-target.ts';
import { placeForOpening } from '../../collector/src/store/database-place.ts';
import type { DatabasePlace } from '../../collector/src/store/database-place.ts';
import { TargetServer } from '../../collector/src/store/move/target-server.ts';
import { placeOfDatabase } from '../../collector/src/store/postgres/place.ts';

/**
 * Somebody's data is never mixed with that of hosts that do not exist.
 *
 * @throws {TenkenError} `database-not-empty`, or why the database cannot be used
 */
export async function refuseFilled(place: DatabasePlace): Promise<void> {
  const server = await TargetServer.connect(placeForOpening(place));
  try {
    const tables = await server.tables();
    if (tables.length > 0) throw databaseNotEmpty(placeOfDatabase(place.url), tables);
  } finally {
    await server.close();
  }
}
