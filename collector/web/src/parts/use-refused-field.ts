import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { refusedField } from '../api/refused-field.ts';

export type RefusedField = { name: string; label: string };

/**
 * The field of a form that the collector found the fault in: it is marked and takes the focus, so that nobody has to look
 * for it. Fields are called as in what is sent.
 *
 * @returns null where nothing was refused, or the collector did not say where
 */
export function useRefusedField(error: Error | null): {
  form: RefObject<HTMLFormElement | null>;
  field: RefusedField | null;
} {
  const form = useRef<HTMLFormElement>(null);
  const [field, setField] = useState<RefusedField | null>(null);
  useEffect(() => {
    const name = refusedField(error).findLast((part) => !/^\d+$/.test(part)) ?? '';
    const found = form.current?.elements.namedItem(name);
    if (!(found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement)) {
      setField(null);
      return undefined;
    }
    const label = found.labels?.[0]?.textContent ?? name;
    setField({ name, label: label.replace(/\s*\*\s*$/, '') });
    found.setAttribute('aria-invalid', 'true');
    found.focus();
    return () => found.removeAttribute('aria-invalid');
  }, [error]);
  return { form, field };
}
