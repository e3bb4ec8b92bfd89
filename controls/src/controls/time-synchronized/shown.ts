import { text } from '@tenken/shared';
import type { Text } from '@tenken/shared';
import type { TimeSync } from '../../evidence/time-sync/schema.ts';

/** The deciding facts in one line. */
export function shown(clock: TimeSync): Text {
  if (clock.container) return text('コンテナ', 'a container');
  const parts = [client(clock), source(clock), lastSync(clock), offset(clock), measured(clock)].filter(
    (part) => part !== null,
  );
  return text(parts.map(({ ja }) => ja).join('、'), parts.map(({ en }) => en).join(', '));
}

function client(clock: TimeSync): Text {
  const names = clock.clients.join(', ');
  if (names === '') {
    const mode =
      clock.startMode === null
        ? null
        : text(`（開始モード ${clock.startMode}）`, ` (start mode ${clock.startMode})`);
    return text(`動いているクライアントなし${mode?.ja ?? ''}`, `no client runs${mode?.en ?? ''}`);
  }
  if (clock.synchronized === null) {
    return text(`${names} 稼働、同期の状態は不明`, `${names} runs, state not told`);
  }
  return clock.synchronized
    ? text(`${names} 同期済み`, `${names} synchronised`)
    : text(`${names} 未同期`, `${names} not synchronised`);
}

function source(clock: TimeSync): Text | null {
  const selected = clock.sources.find((candidate) => candidate.selected);
  if (selected) {
    const lost = selected.reachable === false;
    return text(
      `時刻源 ${selected.name}${lost ? '（応答なし）' : ''}`,
      `source ${selected.name}${lost ? ' (silent)' : ''}`,
    );
  }
  const names = clock.sources.slice(0, 3).map(({ name }) => name);
  const more = clock.sources.length > names.length ? ` +${clock.sources.length - names.length}` : '';
  return names.length === 0
    ? null
    : text(`設定された時刻源 ${names.join(', ')}${more}`, `configured sources ${names.join(', ')}${more}`);
}

function lastSync(clock: TimeSync): Text | null {
  return clock.lastSyncAt === null
    ? null
    : text(`最後の同期 ${clock.lastSyncAt}`, `last synchronised ${clock.lastSyncAt}`);
}

function offset(clock: TimeSync): Text | null {
  return clock.offsetMs === null
    ? null
    : text(`ずれ ${milliseconds(clock.offsetMs)}`, `offset ${milliseconds(clock.offsetMs)}`);
}

function measured(clock: TimeSync): Text | null {
  if (clock.measured === null) return null;
  const value = milliseconds(clock.measured.offsetMs);
  return text(
    `${clock.measured.source} への測定 ${value}`,
    `measured against ${clock.measured.source} ${value}`,
  );
}

function milliseconds(value: number): string {
  return `${value.toFixed(3)} ms`;
}
