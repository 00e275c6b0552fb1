import type { MessageKey } from '../i18n/english.ts'
import type { Translate } from '../i18n/translate.ts'
import type { BoardRow, GroupRow, MinuteRow } from '../state/api.ts'

type Keys<Code extends string> = Readonly<Record<Code, MessageKey>>

const BOARDS: Keys<BoardRow['board']> = {
  SH_MAIN: 'boardShMain',
  SZ_MAIN: 'boardSzMain',
  CHINEXT: 'boardChinext',
  STAR: 'boardStar',
  BSE: 'boardBse',
  INDEX: 'boardIndex',
  FUND: 'boardFund',
  OTHER: 'boardOther',
}

const EXCLUSIONS: Keys<NonNullable<BoardRow['exclusion']>> = {
  noLimit: 'exclusionNoLimit',
  unopenedIpo: 'exclusionUnopenedIpo',
  delisting: 'exclusionDelisting',
  st: 'exclusionSt',
  contradicted: 'exclusionContradicted',
  bse: 'exclusionBse',
}

const QUALITIES: Keys<MinuteRow['quality']> = {
  ok: 'qualityOk',
  noBook: 'qualityNoBook',
  partial: 'qualityPartial',
}

const REASONS: Readonly<Record<string, MessageKey>> = {
  noHistory: 'reasonNoHistory',
  noCohort: 'reasonNoCohort',
  belowGrid: 'reasonBelowGrid',
  dataGap: 'reasonDataGap',
}

/** Why a symbol does not count in the headline. */
export function exclusionName(exclusion: NonNullable<BoardRow['exclusion']>, t: Translate): string {
  return t(EXCLUSIONS[exclusion])
}

/** How complete a row's data are; null where there is no row. */
export function qualityName(quality: MinuteRow['quality'] | null, t: Translate): string {
  return t(quality === null ? 'qualityUnknown' : QUALITIES[quality])
}

/** Why a session or a minute has no stage; a code that the page does not know stands for itself. */
export function stageReasonName(code: string | null, t: Translate): string | null {
  const key = REASONS[code ?? '']
  return key === undefined ? code : t(key)
}

/** Industries and concepts are called what the data call them, boards have a code. */
export function groupName({ kind, name }: Pick<GroupRow, 'kind' | 'name'>, t: Translate): string {
  const key = kind === 'board' ? BOARDS[name as BoardRow['board']] : undefined
  return key === undefined ? name : t(key)
}
