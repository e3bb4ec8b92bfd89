import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { TenkenError } from '@tenken/shared';
import { decodeText } from '../../../documents/csv/text-encoding.ts';
import { ansibleIni } from './ansible-ini.ts';
import { csvForm } from './csv-form.ts';
import { checkedHosts, invalid } from './inventory.ts';
import type { Defaults, InventoryHost, StatedHost } from './inventory.ts';
import { yamlForms } from './yaml-forms.ts';

const maxBytes = 8 * 1024 * 1024;

/**
 * The hosts of an inventory: `.yaml` or `.yml` (Tenken's own list or Ansible's), `.csv`, and Ansible's INI form under any
 * other name.
 *
 * @throws {TenkenError} `targets-invalid`, `file-encoding`, `usage` when it cannot be read
 */
export function readInventory(path: string, defaults: Defaults): InventoryHost[] {
  const bytes = bytesOf(path);
  if (bytes.length > maxBytes) throw invalid(path, `it is larger than ${maxBytes} bytes`);
  const { text } = decodeText(bytes);
  return checkedHosts(formOf(path)(text, path), path, defaults);
}

function formOf(path: string): (text: string, path: string) => StatedHost[] {
  switch (extname(path).toLowerCase()) {
    case '.yaml':
    case '.yml':
      return yamlForms;
    case '.csv':
      return csvForm;
    default:
      return ansibleIni;
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TenkenError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
