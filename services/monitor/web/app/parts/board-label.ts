import type { MessageKey } from '../i18n/english.ts'
import type { Translate } from '../i18n/translate.ts'
import type { BoardRow } from '../state/api.ts'
import { tierOf } from '../state/ladder.ts'

/** `首板`, `3连板`, or `5天3板` where the boards of the window do not follow each other. */
export function boardLabel(row: BoardRow, t: Translate): string {
  const tier = tierOf(row)
  const { boardsInWindow, windowDays } = row
  const isStretched =
    boardsInWindow !== null && windowDays !== null && windowDays > boardsInWindow && boardsInWindow > tier
  if (row.up === 'sealed' && isStretched) return t('nDaysMBoards', { n: windowDays, m: boardsInWindow })
  const label = tier === 1 ? t('firstBoard') : t('nBoards', { n: tier })
  return row.streakIsLowerBound ? `≥${label}` : label
}

/** Where a board stands: a sign, and its word. */
export function boardState(row: BoardRow): { readonly mark: string; readonly key: MessageKey } {
  if (row.up === 'sealed') return { mark: '■', key: 'stateSealed' }
  if (row.state === 'atLimitUp') return { mark: '◧', key: 'stateAtLimit' }
  if (row.up === 'broken') return { mark: '◇', key: 'stateBroken' }
  if (row.down === 'sealed') return { mark: '▼', key: 'stateSealedDown' }
  if (row.state === 'untraded') return { mark: '·', key: 'stateUntraded' }
  return { mark: '–', key: 'stateBelow' }
}
