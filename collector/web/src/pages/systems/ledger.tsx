import { Button, FileInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerReceipt, SystemCoverage } from '../../../../src/api/assessment-schemas.ts';
import { coverageQuery } from '../../api/desk-queries.ts';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useTooLarge } from '../../parts/use-too-large.ts';
import { DeskRefusal } from '../assessments/desk-refusal.tsx';
import classes from '../assessments/desk.module.css';
import { useDeskSend } from '../../api/use-send.ts';
import { useSystemFile } from './use-system-file.ts';

const encodingNames = {
  'utf-8': 'UTF-8',
  shift_jis: 'Shift_JIS',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
} as const satisfies Record<LedgerReceipt['encoding'], string>;

type Props = { system: string; coverage: SystemCoverage; manages: boolean };

/** 台帳: how many machines there should be, and where ledger and hosts differ. */
export function Ledger({ system, coverage, manages }: Props) {
  const { t } = useTranslation();
  const { basis, ledger, inScope, reporting, silent, neverEnrolled, unlisted, excluded } = coverage;
  return (
    <div className={classes.stack}>
      <p>
        <strong>{t('systems.sentence', { inScope, reporting })}</strong>{' '}
        {basis === 'ledger' ? t('systems.byLedger') : t('systems.noLedger')}
      </p>
      <Facts
        facts={[
          [t('systems.ledgerRows'), ledger === null ? t('common.none') : ledger.rows],
          [
            t('systems.ledgerTaken'),
            ledger === null ? t('common.none') : <Instant key="at" at={ledger.importedAt} />,
          ],
          [t('systems.neverEnrolled'), neverEnrolled.total],
          [t('systems.unlisted'), unlisted.total],
          [t('systems.silent'), silent.total],
          [t('systems.excluded'), excluded.total],
        ]}
      />
      <Names
        title={t('systems.neverEnrolled')}
        total={neverEnrolled.total}
        rows={neverEnrolled.first.map(({ assetNumber, name, otherLabels }) => [
          `${assetNumber} ${name}`,
          `${assetNumber} ${name} ${otherLabels.length === 0 ? '' : t('systems.otherLabels', { labels: otherLabels.join(', ') })}`,
        ])}
      />
      <Names
        title={t('systems.unlisted')}
        total={unlisted.total}
        rows={unlisted.first.map(({ id, name }) => [
          id,
          <Link key={id} to="/hosts/$id" params={{ id }}>
            {name}
          </Link>,
        ])}
      />
      <Names
        title={t('systems.silent')}
        total={silent.total}
        rows={silent.first.map(({ id, name }) => [
          id,
          <Link key={id} to="/hosts/$id" params={{ id }}>
            {name}
          </Link>,
        ])}
      />
      {manages ? <Upload system={system} /> : null}
    </div>
  );
}

function Names(props: {
  title: string;
  total: number;
  rows: readonly (readonly [key: string, row: ReactNode])[];
}) {
  const { t } = useTranslation();
  if (props.total === 0) return null;
  return (
    <details>
      <summary>{`${props.title} (${props.total})`}</summary>
      <ul className={classes.blockers}>
        {props.rows.map(([key, row]) => (
          <li key={key}>{row}</li>
        ))}
      </ul>
      {props.total > props.rows.length ? <p>{t('systems.first', { shown: props.rows.length })}</p> : null}
    </details>
  );
}

function Upload({ system }: { system: string }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const { file, choose, content } = useSystemFile();
  const tooLarge = useTooLarge()(file);
  const [receipt, setReceipt] = useState<LedgerReceipt | null>(null);
  const { sending, error, send } = useDeskSend();

  async function upload(): Promise<void> {
    if (content === null) return;
    const path = `/systems/${encodeURIComponent(system)}/ledger`;
    const made = await send<LedgerReceipt>({ method: 'PUT', path, file: content });
    setReceipt(made?.answer ?? null);
    if (!made) return;
    choose(null);
    await queries.invalidateQueries({ queryKey: coverageQuery(system).queryKey });
  }

  return (
    <div className={classes.stack}>
      <FileInput
        label={t('systems.ledgerFile')}
        description={t('systems.ledgerHint')}
        placeholder={t('desk.chooseFile')}
        accept=".csv,text/csv"
        value={file}
        error={tooLarge}
        onChange={choose}
      />
      <Button
        variant="default"
        loading={sending}
        disabled={content === null || tooLarge !== null}
        onClick={() => void upload()}
      >
        {t('systems.takeLedger')}
      </Button>
      <DeskRefusal error={error} />
      {receipt === null ? null : (
        <p role="status">
          {t('systems.ledgerReceipt', {
            machines: receipt.machines,
            excluded: receipt.excluded,
            encoding: encodingNames[receipt.encoding],
            blank: receipt.blankRows,
          })}
          {receipt.ignoredColumns.length === 0
            ? null
            : ` ${t('systems.ignoredColumns', { columns: new Intl.ListFormat(i18n.language).format(receipt.ignoredColumns) })}`}
        </p>
      )}
    </div>
  );
}
