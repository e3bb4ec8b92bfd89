import { useEffect, useRef } from 'react';
import { unsentFiles } from './unsent-files.ts';

/** Has the page ask before this many chosen files are lost. */
export function useUnsentFiles(count: number): void {
  const place = useRef({});
  useEffect(() => {
    const here = place.current;
    unsentFiles.set(here, count);
    return () => unsentFiles.set(here, 0);
  }, [count]);
}
