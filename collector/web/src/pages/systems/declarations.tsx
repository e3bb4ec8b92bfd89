import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Declaration, DeskChoices, SystemCoverage } from '../../../../src/api/assessment-schemas.ts';
import { choicesQuery, declarationsQuery } from '../../api/desk-queries.ts';
import { useText } from '../../i18n/use-text.ts';
import { Day } from '../../parts/instant.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Table } from '../../parts/table.tsx';
import classes from '../assessments/desk.module.css';
import { DeclarationForm } from './declaration-form.tsx';

type Props = { system: string; gaps: SystemCoverage['declarationGaps']; manages: boolean };
type Kind = DeskChoices['declarations'][number];

/** What the organisation declares of a system, what is missing, and what is due for review. */
export function Declarations({ system, gaps, manages }: Props) {
  const choices = useQuery(choicesQuery());
  const declared = useQuery(declarationsQuery(system));
  return (
    <Loaded query={choices} what="part">
      {({ declarations: kinds, today }) => (
        <Loaded query={declared} what="part">
          {({ declarations }) => <Shown {...{ system, gaps, manages, kinds, today, declarations }} />}
        </Loaded>
      )}
    </Loaded>
  );
}

type ShownProps = Props & { kinds: readonly Kind[]; today: string; declarations: readonly Declaration[] };

function Shown({ system, gaps, manages, kinds, today, declarations }: ShownProps) {
  const { t } = useTranslation();
  const text = useText();
  const [chosen, choose] = useState<string | null>(null);
  const kind = kinds.find((one) => one.kind === chosen);
  const asked = (one: Kind) => gaps.filter((gap) => gap.kind === one.kind).flatMap(({ items }) => items);
  const listed = kinds.filter(
    (one) => asked(one).length > 0 || declarations.some((declared) => declared.kind === one.kind),
  );
  const others = kinds.filter((one) => !listed.includes(one));
  return (
    <div className={classes.stack}>
      <p>{t('systems.declarationsLead')}</p>
      <Table label={t('systems.declarations')}>
        <thead>
          <tr>
            <th scope="col">{t('systems.declaration')}</th>
            <th scope="col">{t('systems.declarationState')}</th>
            <th scope="col">{t('systems.entries')}</th>
            <th scope="col">{t('systems.reviewOn')}</th>
            <th scope="col">{t('systems.declaredBy')}</th>
            {manages ? <th scope="col">{t('admin.actions')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {listed.map((one) => {
            const held = declarations.find((declared) => declared.kind === one.kind);
            const state = held ? (held.reviewOn < today ? 'overdue' : 'good') : 'missing';
            return (
              <tr key={one.kind}>
                <th scope="row">{text(one.title)}</th>
                <td>
                  {t(`systems.states.${state}`)}
                  {state === 'good' ? null : (
                    <span
                      className={classes.soft}
                    >{` ${t('systems.neededBy', { items: asked(one).slice(0, 8).join(', ') })}`}</span>
                  )}
                </td>
                <td>{held?.entries.length ?? 0}</td>
                <td className={classes.word}>
                  <Day on={held?.reviewOn ?? null} />
                </td>
                <td>{held?.person ?? t('common.none')}</td>
                {manages ? (
                  <td>
                    <button type="button" className={classes.link} onClick={() => choose(one.kind)}>
                      {held ? t('systems.changeDeclaration') : t('systems.declare')}
                    </button>
                  </td>
                ) : null}
              </tr>
            );
          })}
        </tbody>
      </Table>
      {manages && others.length > 0 ? (
        <details>
          <summary>{t('systems.otherDeclarations')}</summary>
          <ul>
            {others.map((one) => (
              <li key={one.kind}>
                <button type="button" className={classes.link} onClick={() => choose(one.kind)}>
                  {text(one.title)}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {kind === undefined ? null : (
        <DeclarationForm
          key={kind.kind}
          system={system}
          kind={kind}
          held={declarations.find((declared) => declared.kind === kind.kind) ?? null}
          close={() => choose(null)}
        />
      )}
    </div>
  );
}
