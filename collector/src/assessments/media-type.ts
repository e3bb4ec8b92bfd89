import { own } from '@tenken/shared';

const types: Record<string, string> = {
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** By the name's end; nothing that a browser would run is ever named as such. */
export function mediaTypeOf(name: string): string {
  return own(types, /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase()) ?? 'application/octet-stream';
}

/** The ending under which a file of this type opens by a double click; null for a type that names do not tell. */
export function endingOf(mediaType: string): string | null {
  return Object.entries(types).findLast(([, type]) => type === mediaType)?.[0] ?? null;
}
