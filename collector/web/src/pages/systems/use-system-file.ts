import { useState } from 'react';
import { useUnsentFiles } from '../../drafts/use-unsent-files.ts';

/** A file that somebody has chosen, as it is sent. */
export function useSystemFile(): {
  file: File | null;
  choose: (file: File | null) => void;
  content: { content: Blob; type: string } | null;
} {
  const [file, choose] = useState<File | null>(null);
  useUnsentFiles(file === null ? 0 : 1);
  return { file, choose, content: file && { content: file, type: 'application/octet-stream' } };
}
