import type { DataTable } from '../format/csv.ts'
import { clock } from '../format/session-minute.ts'
import type { Translate } from '../i18n/translate.ts'
import type { BoardRow } from '../state/api.ts'
import { boardLabel, boardState } from './board-label.ts'

/** Boards with everything that is known of each, to read and to download. */
export function boardsTable(rows: readonly BoardRow[], t: Translate): DataTable {
  const time = (epochMs: number | null): string | null => (epochMs === null ? null : clock(epochMs))
  return {
    columns: [
      t('code'),
      t('name'),
      t('state'),
      t('label'),
      t('sealTime'),
      t('lastSealTime'),
      t('openings'),
      t('sealMoney'),
      t('maxSealMoney'),
      t('openPremium'),
      t('premium'),
      t('price'),
      t('amount'),
      t('industry'),
      t('concepts'),
    ],
    rows: rows.map((row) => [
      row.symbol,
      row.name,
      t(boardState(row).key),
      boardLabel(row, t),
      time(row.firstSealTime),
      time(row.lastSealTime),
      row.breakCount,
      row.sealAmount,
      row.maxSealAmount,
      row.openReturn,
      row.closeReturn,
      row.last,
      row.amount,
      row.industry,
      row.concepts.join(' '),
    ]),
  }
}
