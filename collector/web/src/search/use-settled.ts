import { useEffect, useState } from 'react';

/** A text once nobody has changed it for a while. @param value null while it is not to be taken yet */
export function useSettled(value: string | null, ms: number): string {
  const [settled, setSettled] = useState(value ?? '');
  useEffect(() => {
    if (value === null) return undefined;
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
