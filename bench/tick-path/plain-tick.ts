import { isOnTick, PRICE_PER_FEN, type Price } from '../../core/market/price.ts'
import { sessionMinute } from '../../core/market/sessions.ts'
import { phaseOfMoment } from '../../core/market/ticks/session-moment.ts'
import type { Tick } from '../../schemas/generated/events.ts'
import type { PlainShare, PlainSide } from './plain-share.ts'

const OPENING = 9.5 * 3_600_000

/** What happened at a limit, told to whoever keeps it. */
export type OnChange = (
  share: PlainShare,
  kind: 'touched' | 'sealed' | 'opened' | 'resealed',
  up: boolean,
) => void

/**
 * One snapshot further: hygiene, day so far, limits, minute bar, in one go over mutable fields. A simulated day
 * without faults breaks no rule of hygiene, so that each is looked at and none has a remedy.
 * @returns false for a snapshot that repeats the one before
 */
export function applyTick(share: PlainShare, tick: Tick, midnight: number, onChange: OnChange): boolean {
  const moment = tick.eventTime - midnight
  if (moment < 0 || moment >= 86_400_000) throw new Error('a snapshot of another day')
  const { board, limitUp, limitDown } = share.rules
  const phase = phaseOfMoment(moment, tick.eventTime, board)
  const bidPrice = tick.bidPrices[0] ?? 0
  const askPrice = tick.askPrices[0] ?? 0
  const bidVolume = tick.bidVolumes[0] ?? 0
  const askVolume = tick.askVolumes[0] ?? 0
  if (tick.eventTime <= share.eventTime) {
    const repeats =
      tick.eventTime === share.eventTime &&
      tick.volume === share.seenVolume &&
      tick.amount === share.seenAmount &&
      tick.last === share.seenLast &&
      bidPrice === share.seenBidPrice &&
      askPrice === share.seenAskPrice &&
      bidVolume === share.seenBidVolume &&
      askVolume === share.seenAskVolume
    if (repeats) return false
    if (tick.eventTime < share.eventTime) throw new Error('a snapshot that is older than the one before')
  }
  const calling = phase === 'openCall' || phase === 'openCallNoCancel' || phase === 'closeCall'
  const matching = phase === 'openMatch' || phase === 'closeMatch'
  if (phase === 'preOpen' || phase === 'closed' || phase === 'afterHours' || tick.late)
    throw new Error('a snapshot outside the session, or late')
  const crossed = bidPrice >= askPrice && bidPrice > 0 && askPrice > 0
  const indicative = calling || tick.status === 'auction' || (matching && crossed)
  if (crossed && !indicative) throw new Error('a crossed book')
  const untraded = indicative && moment < OPENING

  const volume = untraded ? 0 : tick.volume
  const amount = untraded ? 0 : (tick.amount ?? 0)
  const grew = volume > share.seenVolume
  const traded = !untraded && volume > 0
  const last = traded && !indicative && tick.last !== null && tick.last > 0 ? tick.last : null
  const hasDay = traded && (grew || !indicative)
  const open = hasDay && tick.open !== null && tick.open > 0 ? tick.open : null
  let { high, low } = share
  if (hasDay) {
    if (tick.high !== null && (high === null || tick.high > high)) high = tick.high
    if (tick.low !== null && (low === null || tick.low < low)) low = tick.low
  }
  if (last !== null) {
    if (high === null || last > high) high = last
    if (low === null || last < low) low = last
    if (last !== share.last && !isOnTick(last, board)) throw new Error('a price off the grid')
    if ((tick.high ?? 0) < last || (tick.low ?? 0) > last)
      throw new Error('extremes that the last price leaves')
  }
  // Only limits that are printed bind prices; those that are computed may be wrong.
  if (tick.limitUp !== null && limitUp !== null && high !== null && high > limitUp)
    throw new Error('a price above its limit')
  if (tick.limitDown !== null && limitDown !== null && low !== null && low < limitDown)
    throw new Error('a price below its limit')
  if (high !== null && low !== null && volume > 0) {
    const money = amount * PRICE_PER_FEN
    if (money > high * 5 * (volume + 100) + 1e8 || money < (low / 5) * (volume - 100) - 1e8)
      throw new Error('volume and amount in other units')
  }
  if (volume < share.seenVolume || amount < share.seenAmount) throw new Error('counters that go back')
  if (tick.prevClose !== null && tick.prevClose !== share.rules.prevClose)
    throw new Error('another reference price')

  share.eventTime = tick.eventTime
  share.seenVolume = volume
  share.seenAmount = amount
  share.seenLast = tick.last
  share.seenBidPrice = bidPrice
  share.seenBidVolume = bidVolume
  share.seenAskPrice = askPrice
  share.seenAskVolume = askVolume
  share.open = open ?? share.open ?? last
  share.high = high
  share.low = low
  if (last !== null) share.last = last
  share.volume = volume
  share.amount = amount
  share.halted = tick.status === 'halted' || tick.status === 'volatilityHalt'
  const noBook = tick.depth === 0 || indicative || share.halted || (bidPrice <= 0 && askPrice <= 0)
  const trading = matching || phase === 'continuousAm' || phase === 'continuousPm'
  if (last !== null && !share.halted && (grew || trading)) {
    const bids = noBook || bidPrice <= 0 ? 0 : bidVolume
    const asks = noBook || askPrice <= 0 ? 0 : askVolume
    atLimits(share, tick, last, noBook, phase === 'closeMatch', bids, asks, onChange)
  }
  addToBar(share, tick)
  return true
}

function atLimits(
  share: PlainShare,
  tick: Tick,
  last: Price,
  noBook: boolean,
  closing: boolean,
  bids: number,
  asks: number,
  onChange: OnChange,
): void {
  const { limitUp, limitDown } = share.rules
  const before = share.position
  let position: PlainShare['position'] = 'below'
  if (last === limitUp) {
    if (closing) position = 'sealedUp'
    else if (noBook) position = before === 'atLimitUp' ? 'atLimitUp' : 'sealedUp'
    else position = asks === 0 && bids > 0 && tick.bidPrices[0] === limitUp ? 'sealedUp' : 'atLimitUp'
  } else if (last === limitDown) {
    if (closing) position = 'sealedDown'
    else if (noBook) position = before === 'atLimitDown' ? 'atLimitDown' : 'sealedDown'
    else position = bids === 0 && asks > 0 && tick.askPrices[0] === limitDown ? 'sealedDown' : 'atLimitDown'
  }
  share.position = position
  if (!closing) share.noBook = noBook
  if (limitUp !== null) {
    const queued = bids > 0 && tick.bidPrices[0] === limitUp ? bids : 0
    const touched = share.high !== null && share.high >= limitUp
    step(
      share,
      share.up,
      tick,
      limitUp,
      touched,
      before === 'sealedUp',
      position === 'sealedUp',
      queued,
      onChange,
    )
  }
  if (limitDown !== null) {
    const queued = asks > 0 && tick.askPrices[0] === limitDown ? asks : 0
    const touched = share.low !== null && share.low <= limitDown
    const [was, is] = [before === 'sealedDown', position === 'sealedDown']
    step(share, share.down, tick, limitDown, touched, was, is, queued, onChange)
  }
}

function step(
  share: PlainShare,
  side: PlainSide,
  { eventTime }: Tick,
  limit: number,
  touched: boolean,
  was: boolean,
  is: boolean,
  queued: number,
  onChange: OnChange,
): void {
  const firstTouch = touched && side.firstTouch === null
  if (firstTouch) side.firstTouch = eventTime
  side.sealVolume = is ? queued : 0
  side.sealAmount = Math.round((side.sealVolume * limit) / PRICE_PER_FEN)
  if (side.sealAmount > side.maxSealAmount) side.maxSealAmount = side.sealAmount
  const again = side.firstSeal !== null
  if (is && !was) {
    side.firstSeal ??= eventTime
    side.lastSeal = eventTime
  }
  if (was && !is) side.breaks += 1
  if (firstTouch) onChange(share, 'touched', side === share.up)
  if (was && !is) onChange(share, 'opened', side === share.up)
  if (is && !was) onChange(share, again ? 'resealed' : 'sealed', side === share.up)
}

function addToBar(share: PlainShare, tick: Tick): void {
  const { last, high, low, volume, amount, bar } = share
  const row = sessionMinute(tick.eventTime)
  if (!share.begun) {
    share.begun = true
    if (last === null) return
    if (row !== 0) {
      keepDay(share)
      return
    }
  }
  if (row === null || last === null || (volume <= share.dayVolume && last === share.dayLast)) return
  const newHigh = high !== null && high !== share.dayHigh && high > last ? high : last
  const newLow = low !== null && low !== share.dayLow && low < last ? low : last
  if (row === bar.minute) {
    if (newHigh > bar.high) bar.high = newHigh
    if (newLow < bar.low) bar.low = newLow
    bar.volume += volume - share.dayVolume
    bar.amount += amount - share.dayAmount
  } else {
    bar.minute = row
    bar.open = share.dayLast === null ? (share.open ?? last) : last
    bar.high = newHigh
    bar.low = newLow
    bar.volume = volume - share.dayVolume
    bar.amount = amount - share.dayAmount
  }
  bar.close = last
  keepDay(share)
}

function keepDay(share: PlainShare): void {
  share.dayHigh = share.high
  share.dayLow = share.low
  share.dayLast = share.last
  share.dayVolume = share.volume
  share.dayAmount = share.amount
}
