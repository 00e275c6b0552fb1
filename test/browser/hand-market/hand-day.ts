import type { Fen, Price } from '../../../core/market/price.ts'
import { sessionMinuteEnd } from '../../../core/market/sessions.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { IntradayMember, LimitChange } from '../../../schemas/generated/events.ts'
import { DAY_SECONDS, type HandStock } from './hand-stocks.ts'

/** The exchange's limit, in fen: half up to the fen. */
const limitFen = ({ prevClose, limitPercent, side }: HandStock): number =>
  Math.floor((prevClose * (side === 'up' ? 100 + limitPercent : 100 - limitPercent) + 50) / 100)

/** Time of a second of trading: 09:30 on, from 13:00 on after two hours. */
export function timeOf(date: TradeDate, second: number): EventTime {
  const start = second < 7_200 ? shanghaiTime(date, 9, 30) : shanghaiTime(date, 13, 0)
  return (start + (second < 7_200 ? second : second - 7_200) * 1000) as EventTime
}

/** Second of trading at the end of a minute row. */
export const secondOf = (minute: number): number => (minute === 240 ? DAY_SECONDS : minute * 60)

/** A stock as it stands at the end of a minute; null while it has nothing to do with a limit. */
export function memberAt(stock: HandStock, date: TradeDate, minute: number): IntradayMember | null {
  const second = secondOf(minute)
  const began = stock.sealed.filter(([from]) => from < second || (from === 0 && minute === 0))
  const isTouched = began.length > 0
  if (!isTouched && stock.previousStreak === 0 && !stock.wasBroken) return null
  const last = began.at(-1)
  const isSealed = last !== undefined && last[1] >= second
  const isUp = stock.side === 'up'
  const limit = limitFen(stock)
  const price = isSealed ? limit : priceAt(stock, limit, second, isTouched)
  const touch = isSealed ? 'sealed' : isTouched ? 'broken' : 'none'
  const isOneWord = isSealed && began.length === 1 && last[0] === 0
  const seal = isSealed ? Math.round(stock.queue * (0.5 + 0.5 * Math.cos(second / 2400))) + 1_000_000 : 0
  const streak = isSealed && isUp ? stock.previousStreak + 1 : 0
  return {
    symbol: stock.symbol,
    instrument: stock.symbol,
    board: stock.board,
    exclusion: null,
    limitPercent: stock.limitPercent,
    state: isSealed ? (isUp ? 'sealedUp' : 'sealedDown') : 'below',
    up: isUp ? touch : 'none',
    down: isUp ? 'none' : touch,
    shape: isOneWord && isUp ? 'oneWord' : 'none',
    streak,
    streakIsLowerBound: false,
    previousUp: stock.previousStreak > 0 ? 'sealed' : stock.wasBroken ? 'broken' : 'none',
    previousStreak: stock.previousStreak,
    openReturn: Math.round((isOneWord ? limit / stock.prevClose - 1 : stock.openReturn) * 1e10),
    closeReturn: Math.round((price / stock.prevClose - 1) * 1e10),
    touchedUp: isUp && isTouched,
    last: (price * 100) as Price,
    prevClose: (stock.prevClose * 100) as Price,
    limitUp: (Math.floor((stock.prevClose * (100 + stock.limitPercent) + 50) / 100) * 100) as Price,
    sealVolume: Math.round((seal * 100) / limit),
    sealAmount: (seal * 100) as Fen,
    maxSealAmount: (isTouched ? Math.round(stock.queue + 1_000_000) * 100 : 0) as Fen,
    firstTouchTime: isUp && isTouched ? timeOf(date, Math.max(began[0]![0] - 3, 0)) : null,
    firstSealTime: isUp && isTouched ? timeOf(date, began[0]![0]) : null,
    lastSealTime: isUp && isTouched ? timeOf(date, last![0]) : null,
    breakCount: began.length - (isSealed ? 1 : 0),
    boardsInWindow: streak > 0 ? stock.boardsInWindow : 0,
    windowDays: streak > 0 ? stock.windowDays : 0,
    volume: 1_000_000 + second * 900,
    amount: ((1_000_000 + second * 900) * price) as Fen,
    noBook: false,
    industry: stock.industry,
    concepts: [...stock.concepts],
  }
}

/** A fen price between open and close that is never at the limit, and near it once it was touched. */
function priceAt(
  { prevClose, openReturn, closeReturn, side }: HandStock,
  limit: number,
  second: number,
  touched: boolean,
): number {
  const share = second / DAY_SECONDS
  const wave = Math.sin(second / 700 + prevClose) * 0.008
  const path =
    prevClose * (1 + openReturn * (1 - share) + Math.max(Math.min(closeReturn, 0.09), -0.09) * share + wave)
  const near = touched ? (path + limit * 2) / 3 : path
  return side === 'up' ? Math.min(Math.round(near), limit - 1) : Math.max(Math.round(near), limit + 1)
}

/** Every change of a stock up to the end of a minute, in order. */
export function changesOf(
  stock: HandStock,
  place: { dataset: string; epoch: number },
  date: TradeDate,
): readonly LimitChange[] {
  const suffix = stock.side === 'up' ? 'Up' : 'Down'
  const changes: LimitChange[] = []
  const add = (kind: string, second: number, sealed: boolean, breakCount: number): void => {
    const fen = limitFen(stock) - (sealed || kind.startsWith('touched') ? 0 : stock.side === 'up' ? 1 : -1)
    changes.push({
      ...place,
      revision: 0,
      deleted: false,
      symbol: stock.symbol,
      instrument: stock.symbol,
      tradeDate: date,
      eventTime: timeOf(date, second),
      sequence: changes.length + 1,
      kind: `${kind}${suffix}` as LimitChange['kind'],
      board: stock.board,
      exclusion: null,
      last: (fen * 100) as Price,
      limit: (limitFen(stock) * 100) as Price,
      sealVolume: sealed ? 10_000 : 0,
      sealAmount: (sealed ? Math.round(stock.queue) * 100 : 0) as Fen,
      height: stock.side === 'up' ? stock.previousStreak + 1 : 0,
      breakCount,
      noBook: false,
    })
  }
  for (const [index, [from, to]] of stock.sealed.entries()) {
    if (index === 0) add('touched', Math.max(from - 3, 0), false, 0)
    add(index === 0 ? 'sealed' : 'resealed', from, true, index)
    if (to < DAY_SECONDS) add('opened', to, false, index + 1)
  }
  return changes
}

/** End of a minute row, and what belongs to it: changes before it. */
export function minuteOfChange(date: TradeDate, { eventTime }: LimitChange): number {
  for (let minute = 0; minute <= 240; minute += 1) {
    const end = minute === 240 ? Number.POSITIVE_INFINITY : sessionMinuteEnd(date, minute)
    if (eventTime < end) return minute
  }
  return 240
}
