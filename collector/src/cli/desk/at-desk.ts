import type { Command } from 'commander';
import type { ImportReceipt } from '../../api/schemas.ts';
import type { MadePack } from '../../assessments/desk/made-pack.ts';
import type { PackWish } from '../../assessments/desk/make-pack.ts';
import type { OwnDesk } from '../../assessments/desk/desk.ts';
import type { CarriedFile } from '../../carried/import-report.ts';
import type { PackProgress } from '../../pack/write-pack.ts';
import { placeOf } from './desk-options.ts';
import { atLocalDesk } from './local-desk.ts';
import { atRemoteDesk } from './remote-desk.ts';

/** What is told while machines are judged and a pack is written; a collector elsewhere tells less. */
export type Told = {
  onProgress?: (done: number, total: number) => void;
  onPack?: (progress: PackProgress) => void;
  onBytes?: (received: number, total: number) => void;
};

/** The desk as commands use it, wherever it is. */
export type CommandDesk = OwnDesk & {
  /** @param destination a file that is not there yet */
  exportPack: (wish: PackWish, destination: string, told: Told) => Promise<MadePack>;
  importReport: (file: CarriedFile) => Promise<ImportReceipt>;
};

/** Works at the desk that the options of a command name. @throws {TenkenError} */
export function atDesk<T>(command: Command, work: (desk: CommandDesk) => Promise<T>): Promise<T> {
  const place = placeOf(command);
  return place.kind === 'data' ? atLocalDesk(place.folder, work) : atRemoteDesk(place, work);
}
