import type { AnyControl, Checklist, Requirement } from '@tenken/controls';
import type { Repositories } from '../../store/repositories.ts';
import type { ItemSaid } from './item-record.ts';

export type AssembleOptions = {
  repositories: Repositories;
  checklist: Checklist;
  controls: readonly AnyControl[];
  requirements: readonly Requirement[];
  staleAfterMs: number;
  /** Of this software. */
  version: string;
  /** Where the findings of the assessment lie while it is put together. */
  folder: string;
  /** Up to when what people answered and decided counts: the freezing, or now. */
  answeredAt: number;
  onProgress?: (done: number, total: number) => void;
  /** Ends the work between two machines. */
  signal?: AbortSignal;
  /** What people would say of an item, as if they had. */
  trial?: (item: string, said: ItemSaid) => ItemSaid;
};
