import { own } from '@tenken/shared/own';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { groupsQuery } from '../api/result-queries.ts';
import { controlsQuery } from '../api/queries.ts';
import { useText } from '../i18n/use-text.ts';
import { CheckList } from '../parts/check-list.tsx';
import type { Choice } from '../parts/check-list.tsx';
import { Dropdown } from '../parts/dropdown.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { withToggled } from './change.ts';
import { wordsOf } from './fields.ts';
import type { Fields, Filters } from './fields.ts';
import { useFilterWords } from './filter-words.ts';

type Props = {
  name: string;
  fields: Fields;
  search: Filters;
  change: (next: Filters) => void;
};

/** The values of one field to tick; those of departments, systems and controls are asked for when it is opened. */
export function FilterMenu({ name, fields, search, change }: Props) {
  const { title, word } = useFilterWords();
  return <Dropdown title={title(name)}>{() => choices()}</Dropdown>;

  function choices() {
    const list = (found: readonly Choice[]) => (
      <CheckList
        title={title(name)}
        choices={found}
        chosen={wordsOf(own(search, name))}
        toggle={(value) => change(withToggled(search, fields, name, value))}
      />
    );
    if (name === 'label' || name === 'system') return <Groups by={name}>{list}</Groups>;
    if (name === 'control') return <Controls>{list}</Controls>;
    return list(
      (own(fields, name)?.values ?? []).map((value) => ({
        value,
        label: word(name, value),
        words: word(name, value),
      })),
    );
  }
}

type Listing = { children: (choices: readonly Choice[]) => ReactNode };

function Groups({ by, children }: Listing & { by: 'label' | 'system' }) {
  const text = useText();
  const query = useQuery(groupsQuery(by));
  return (
    <Loaded query={query} what="part">
      {({ groups }) =>
        children(
          groups.map(({ id, title, hosts }) => ({
            value: id,
            label: text(title),
            words: `${title.ja} ${title.en}`,
            count: hosts,
          })),
        )
      }
    </Loaded>
  );
}

function Controls({ children }: Listing) {
  const text = useText();
  const query = useQuery(controlsQuery());
  return (
    <Loaded query={query} what="part">
      {({ controls }) =>
        children(
          controls.map(({ id, title }) => ({
            value: id,
            label: text(title),
            words: `${title.ja} ${title.en}`,
          })),
        )
      }
    </Loaded>
  );
}
