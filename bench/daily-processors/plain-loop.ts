import { type Board, boardOf, isAShare } from '../../core/market/board.ts'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { statusOn } from '../../core/market/instrument-status.ts'
import { limitPrices } from '../../core/market/limit-price.ts'
import { isOldRegimeListing, limitRule } from '../../core/market/limit-rules.ts'
import type { Price } from '../../core/market/price.ts'
import type { RiskStatus } from '../../core/market/risk-status.ts'
import { addDays, type TradeDate } from '../../core/market/trade-date.ts'
import type {
  DailyBar,
  Exclusion,
  Instrument,
  LimitState,
  LimitTouch,
} from '../../schemas/generated/events.ts'
import { closeDay, type DayResult, newTally, type Tally } from './plain-day.ts'

/** What is remembered of a symbol; overwritten in place. */
interface Memory {
  board: Board
  lastDate: TradeDate
  lastIndex: number
  close: Price
  up: LimitTouch
  countable: boolean
  streak: number
  lowerBound: boolean
  ownSessions: number
  unopened: boolean
  status: RiskStatus
  delistingDay: number
}

/** A session's bars in event order. */
export interface PlainSession {
  readonly tradeDate: TradeDate
  readonly bars: readonly DailyBar[]
}

/**
 * What a script without a stream runtime would do: one pass over the bars, one map of mutable objects, the day's
 * figures at its end. It knows the same market rules, but nothing of late data, gaps between sessions, rollback,
 * snapshots or partitions. The sessions must follow one another without a gap.
 */
export function plainLoop(
  sessions: readonly PlainSession[],
  instruments: ReadonlyMap<string, Instrument>,
): DayResult[] {
  const memory = new Map<string, Memory>()
  const results: DayResult[] = []
  const first = sessions[0]!.tradeDate
  for (const [index, { tradeDate, bars }] of sessions.entries()) {
    const previous = index === 0 ? undefined : sessions[index - 1]!.tradeDate
    const tallies = new Map<Board, Tally>()
    const states: LimitState[] = []
    for (const bar of bars) {
      const instrument = instruments.get(bar.instrument)
      const before = memory.get(bar.instrument)
      const board = instrument?.board ?? boardOf(bar.symbol)
      if (!isAShare(board)) continue

      const listed = instrument?.listDate ?? null
      const listDate = listed !== null && listed <= tradeDate ? listed : null
      let status: RiskStatus = 'normal'
      let statusAssumed = true
      if (bar.riskStatus !== null) {
        status = bar.riskStatus
        statusAssumed = false
      } else if (instrument !== undefined) {
        const known = statusOn(instrument, tradeDate)
        status = known.status
        statusAssumed = known.assumed
      }
      let delistingDay = 0
      if (status === 'delisting')
        delistingDay = before === undefined ? 2 : before.status === 'delisting' ? before.delistingDay + 1 : 1
      let ownSessions = 0
      if (before !== undefined && (listDate === null || listDate <= before.lastDate))
        ownSessions = before.ownSessions === 0 ? 0 : before.ownSessions + 1
      else if (listDate === null) ownSessions = before === undefined && index > 0 ? 1 : 0
      else if (addDays(listDate, 40) >= tradeDate)
        ownSessions = chineseCalendar.countBetween(addDays(listDate, -1), tradeDate)

      const rule = limitRule({
        board,
        status,
        tradeDate,
        listDate,
        sessionsSinceListing: ownSessions === 0 ? null : ownSessions,
        delistingPeriodDay: delistingDay === 0 ? null : delistingDay,
      })
      const free = bar.noLimit === true || rule.kind === 'none'
      const prevClose = bar.prevClose ?? before?.close ?? null
      const prices = free || prevClose === null ? undefined : limitPrices(prevClose, rule)
      const contradicted = prices !== undefined && (bar.high > prices.up || bar.low < prices.down)
      let up: LimitTouch = 'none'
      let down: LimitTouch = 'none'
      if (prices !== undefined && !contradicted) {
        if (bar.high === prices.up) up = bar.close === prices.up ? 'sealed' : 'broken'
        if (bar.low === prices.down) down = bar.close === prices.down ? 'sealed' : 'broken'
      }
      const shape =
        up !== 'sealed' || bar.open !== bar.close ? 'none' : bar.low === bar.close ? 'oneWord' : 'tWord'
      let unopened = false
      if (rule.kind === 'oldIpoFirstDay') unopened = up === 'sealed' || prices === undefined
      else if (shape === 'oneWord')
        unopened =
          before?.unopened ?? (ownSessions > 1 && listDate !== null && isOldRegimeListing(board, listDate))

      let exclusion: Exclusion | null = board === 'BSE' ? 'bse' : null
      if (free) exclusion = 'noLimit'
      else if (unopened) exclusion = 'unopenedIpo'
      else if (status === 'delisting') exclusion = 'delisting'
      else if (status === 'st' || status === 'starSt') exclusion = 'st'
      else if (contradicted) exclusion = 'contradicted'
      const countable = exclusion === null || exclusion === 'bse'

      let streak = 0
      let lowerBound = !free && (prices === undefined || contradicted)
      if (up === 'sealed') {
        streak = before === undefined || before.unopened ? 1 : before.streak + 1
        if (before === undefined) lowerBound = index === 0 || (listDate !== null && listDate < first)
        else lowerBound = !before.unopened && before.lowerBound
      }
      const inCohort = countable && before?.countable && before.lastDate === previous
      const previousUp = inCohort ? before.up : 'none'
      const previousStreak = inCohort ? before.streak : 0

      let tally = tallies.get(board)
      if (tally === undefined) {
        tally = newTally()
        tallies.set(board, tally)
      }
      tally.traded += 1
      tally.volume += bar.volume
      if (bar.amount !== null) {
        tally.amount += bar.amount
        tally.amountSymbols += 1
      }
      if (prevClose !== null && prevClose > 0) {
        tally.priced += 1
        tally.returnSum += scaled(bar.close, prevClose)
        if (bar.close > prevClose) tally.advancers += 1
        else if (bar.close < prevClose) tally.decliners += 1
        else tally.unchanged += 1
      }

      const isNews = up !== 'none' || down !== 'none' || previousUp !== 'none' || exclusion === 'contradicted'
      if (isNews && prevClose !== null)
        states.push({
          dataset: 'main',
          epoch: 1,
          revision: 0,
          deleted: false,
          symbol: bar.symbol,
          instrument: bar.instrument,
          tradeDate,
          eventTime: bar.eventTime,
          board,
          riskStatus: status,
          statusAssumed,
          inUniverse: exclusion === null,
          exclusion,
          limitPercent: free ? null : rule.kind === 'percent' ? rule.percent : rule.upPercent,
          limitUp: prices?.up ?? null,
          limitDown: prices?.down ?? null,
          open: bar.open,
          high: bar.high,
          low: bar.low,
          close: bar.close,
          prevClose,
          volume: bar.volume,
          amount: bar.amount,
          up,
          down,
          shape,
          streak,
          streakIsLowerBound: lowerBound,
          previousUp,
          previousStreak,
          openReturn: scaled(bar.open, prevClose),
          closeReturn: scaled(bar.close, prevClose),
          firstSealTime: null,
          lastSealTime: null,
          breakCount: null,
          boardsInWindow: null,
          windowDays: null,
        })

      const known = before ?? ({} as Memory)
      known.board = board
      known.lastDate = tradeDate
      known.lastIndex = index
      known.close = bar.close
      known.up = up
      known.countable = countable
      known.streak = streak
      known.lowerBound = lowerBound
      known.ownSessions = ownSessions
      known.unopened = unopened
      known.status = status
      known.delistingDay = delistingDay
      if (before === undefined) memory.set(bar.instrument, known)
    }
    for (const { board, lastIndex } of memory.values()) {
      if (lastIndex === index || index - lastIndex > 20) continue
      const tally = tallies.get(board) ?? newTally()
      tallies.set(board, tally)
      tally.absent += 1
    }
    results.push(closeDay(tradeDate, states, tallies, results.at(-1)))
  }
  return results
}

/** Return in 1e-10, rounded half away from zero. */
function scaled(price: Price, reference: Price): number {
  const value = (price / reference - 1) * 1e10
  return value < 0 ? -Math.floor(0.5 - value) + 0 : Math.floor(value + 0.5)
}
