import { useEffect } from 'react';
import { isComposing, isSingleKey } from './single-keys.ts';

/** Ctrl-K (or Command-K) searches from anywhere, also out of a field; `?` shows the keys. */
export function useFrameKeys(open: (what: 'search' | 'help') => void): void {
  useEffect(() => {
    function pressed(event: KeyboardEvent): void {
      const isSearch = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey;
      if (isSearch && !isComposing(event) && !event.shiftKey) {
        event.preventDefault();
        open('search');
      } else if (event.key === '?' && isSingleKey(event)) {
        event.preventDefault();
        open('help');
      }
    }
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [open]);
}
