import type { Board } from './board.ts'

/** What the exchange does at a moment of a session. */
export type Phase =
  | 'preOpen' // nothing counts yet
  | 'openCall' // 开盘集合竞价: indicative prices, orders may be cancelled
  | 'openCallNoCancel'
  | 'openMatch' // the opening trade is published
  | 'gap' // orders queue, no trading
  | 'continuousAm' // 连续竞价
  | 'lunch'
  | 'continuousPm'
  | 'closeCall' // 收盘集合竞价: indicative prices
  | 'closeMatch' // the official close is published
  | 'afterHours' // 盘后固定价格: trades at the close
  | 'closed'

const at = (hour: number, minute: number) => (hour * 60 + minute) * 60_000

/**
 * Start of each phase in milliseconds of the Shanghai day; a phase lasts until the next one starts
 * (domain reference A6). The two matches last a minute, because snapshots carry their result a few seconds
 * late (Shenzhen on 2022-06-01: no trade at 09:25:00.000, the opening trade at 09:25:03.000).
 */
export const PHASE_STARTS: readonly { readonly phase: Phase; readonly from: number }[] = [
  { phase: 'preOpen', from: at(0, 0) },
  { phase: 'openCall', from: at(9, 15) },
  { phase: 'openCallNoCancel', from: at(9, 20) },
  { phase: 'openMatch', from: at(9, 25) },
  { phase: 'gap', from: at(9, 26) },
  { phase: 'continuousAm', from: at(9, 30) },
  { phase: 'lunch', from: at(11, 30) },
  { phase: 'continuousPm', from: at(13, 0) },
  { phase: 'closeCall', from: at(14, 57) },
  { phase: 'closeMatch', from: at(15, 0) },
  { phase: 'closed', from: at(15, 1) },
  { phase: 'afterHours', from: at(15, 5) },
  { phase: 'closed', from: at(15, 30) },
]

/**
 * First session with a closing call auction; before it continuous trading ran to 15:00. Shanghai shares
 * since 2018-08-20, Shenzhen since 2006-07-01, the younger boards always, Shanghai funds since 2026-07-06.
 */
export const CLOSE_CALL_FROM: Readonly<Partial<Record<Board, number>>> = {
  SH_MAIN: 2018_08_20,
  SZ_MAIN: 2006_07_01,
  CHINEXT: 2009_10_30,
  STAR: 2019_07_22,
  BSE: 2021_11_15,
  FUND: 2026_07_06,
}

/**
 * First session with fixed-price trading after hours: STAR and ChiNext with their registration systems,
 * all Shanghai and Shenzhen A shares and ETFs by the Trading Rules of 2026 (SSE 3.7).
 */
export const AFTER_HOURS_FROM: Readonly<Partial<Record<Board, number>>> = {
  STAR: 2019_07_22,
  CHINEXT: 2020_08_24,
  SH_MAIN: 2026_07_06,
  SZ_MAIN: 2026_07_06,
  FUND: 2026_07_06,
}
