import { join } from 'node:path';
import * as z from 'zod/mini';
import { declarationKinds } from '../controls/declaration-kinds.ts';
import type { DeclarationKind } from '../controls/declaration-kinds.ts';
import { controls } from '../controls/registry.ts';
import { readDataFile } from '../data/data-file.ts';
import { ChecklistFile } from './schema.ts';
import type { Automation, Checklist } from './schema.ts';

/**
 * Reads one edition.
 *
 * @param path below this folder, e.g. `nwsystem/2016-07-prep-2.0.yaml`
 * @throws {Error} that names the place in the file which does not fit
 */
export function loadChecklist(path: string): Checklist {
  const parsed = ChecklistFile.safeParse(readDataFile(join(import.meta.dirname, path)));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return {
    ...parsed.data,
    items: parsed.data.items.map((item) => ({
      ...item,
      appliesTo: item.appliesTo ?? parsed.data.organisationKinds.map(({ id }) => id),
      ...declarationsOf(item),
      automation: automationOf(item.controls),
    })),
  };
}

/** What the item names, and what its controls need of declarations; each once, in the order of the kinds. */
function declarationsOf({
  declarations = [],
  controls: mapped,
}: ChecklistFile['items'][number]): Pick<ChecklistFile['items'][number], 'declarations'> {
  const asked = new Set<DeclarationKind>(declarations);
  for (const { id, relationship } of mapped) {
    if (relationship === 'related') continue;
    const parameters = controls.find((control) => control.id === id)?.parameters ?? {};
    for (const { declared } of Object.values(parameters)) {
      if (declared && !declared.optional) asked.add(declared.kind);
    }
  }
  const inOrder = declarationKinds.filter((kind) => asked.has(kind));
  return inOrder.length === 0 ? {} : { declarations: inOrder };
}

function automationOf(controls: ChecklistFile['items'][number]['controls']): Automation {
  if (controls.some(({ relationship }) => relationship === 'full')) return 'full';
  return controls.some(({ relationship }) => relationship === 'partial') ? 'partial' : 'manual';
}
