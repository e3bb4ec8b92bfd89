import { useState } from 'react';

/** A file that somebody has chosen, as it is sent. */
export function useSystemFile(): {
  file: File | null;
  choose: (file: File | null) => void;
  content: { content: Blob; type: string } | null;
} {
  const [file, choose] = useState<File | null>(null);
  return { file, choose, content: file && { content: file, type: 'application/octet-stream' } };
}
