import { own } from '@tenken/shared/own';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import optionClasses from '../../parts/option.module.css';
import { isComposing } from '../../layout/single-keys.ts';
import { searchQuery } from '../../search/search-query.ts';
import { useSettled } from '../../search/use-settled.ts';
import { belowTheBox } from '../../parts/below-the-box.ts';
import classes from './host-picker.module.css';

type Choice = { id: string; name: string };
type Props = { name: string; label: string; hint: string; initial: Choice | null };

const settleMs = 150;

/**
 * One host, found by words of its name; a form takes its id. Words that are no host stop the form: left out, they would
 * mean every host.
 */
export function HostPicker({ name, label, hint, initial }: Props) {
  const { t } = useTranslation();
  const list = useId();
  const box = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Choice | null>(initial);
  const [typed, setTyped] = useState(initial?.name ?? '');
  const [isOpen, setOpen] = useState(false);
  const [composing, setComposing] = useState(false);
  const [place, setPlace] = useState(0);
  const words = useSettled(composing || !isOpen ? null : typed.trim(), settleMs);
  const found = useQuery(searchQuery(isOpen ? words : ''));
  const hosts = isOpen && typed.trim() !== '' ? (found.data?.hosts ?? []) : [];
  const pointed = Math.min(place, hosts.length - 1);

  function take(next: string, host: Choice | null): void {
    setTyped(next);
    setChosen(host);
    setPlace(0);
    setOpen(host === null);
    box.current?.setCustomValidity(host === null && next.trim() !== '' ? t('waivers.hostUnchosen') : '');
  }

  function pressed(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    const step = own({ ArrowDown: 1, ArrowUp: -1 }, event.key);
    const host = hosts[pointed];
    if (step !== undefined && hosts.length > 0) {
      event.preventDefault();
      setPlace((pointed + step + hosts.length) % hosts.length);
    } else if (event.key === 'Enter' && host) {
      event.preventDefault();
      take(host.name, host);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      setOpen(false);
    }
  }

  return (
    <div className={classes.frame}>
      <input type="hidden" name={name} value={chosen?.id ?? ''} />
      <TextInput
        ref={box}
        role="combobox"
        label={label}
        description={hint}
        inputWrapperOrder={belowTheBox}
        aria-expanded={hosts.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(hosts.length > 0 ? { 'aria-activedescendant': `${list}-${pointed}` } : {})}
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={(event) => take(event.currentTarget.value, null)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onKeyDown={pressed}
        onBlur={() => setOpen(false)}
      />
      <p role="status" className={classes.state}>
        {chosen === null ? said() : t('waivers.hostChosen', { id: chosen.id })}
      </p>
      <div id={list} role="listbox" aria-label={label} className={classes.list} hidden={hosts.length === 0}>
        {hosts.map((host, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- The focus stays in the box, whose keys choose (combobox of the ARIA patterns).
          <div
            key={host.id}
            role="option"
            id={`${list}-${index}`}
            aria-selected={index === pointed}
            className={optionClasses.option}
            // Else the box loses the focus, and the list goes before it is clicked.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(host.name, host)}
          >
            <span>{host.name}</span>
            <span className={optionClasses.detail}>{host.label}</span>
          </div>
        ))}
      </div>
    </div>
  );

  function said(): string {
    if (typed.trim() === '') return t('waivers.everyHost');
    if (found.isError) return t('waivers.hostsUnreachable');
    if (isOpen && (words !== typed.trim() || found.isFetching)) return t('common.loading');
    return hosts.length === 0 && isOpen ? t('frame.search.nothing') : t('waivers.hostUnchosen');
  }
}
