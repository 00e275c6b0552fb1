import type { Fen } from '../price.ts'
import { isTradingPhase, type Phase } from '../sessions.ts'
import { countersGrow, offsetsAfter } from './counters.ts'
import { higher, lower, printedPrice } from './extremes.ts'
import { isNoLimit, usableLimit } from './feed-limits.ts'
import type { HygieneMark } from './hygiene-mark.ts'
import { SKEW_AHEAD, SKEW_BEHIND } from './hygiene-rules.ts'
import { type Inspection, NO_MARKS } from './inspection.ts'
import { priceFault, unitFault } from './quarantine.ts'
import type { TickDay } from './session-moment.ts'
import type { Snapshot } from './snapshot.ts'
import { isCrossed, isIndicative } from './snapshot-kind.ts'
import type { TickMemory } from './tick-memory.ts'

/**
 * Applies a snapshot of the session that is newer than all before it: looks for what contradicts the market's
 * rules or the snapshot itself, then brings the day so far up to date. The longest function of the folder,
 * because it is one pass over the fields of a snapshot, run for each of them.
 *
 * @param memory what the caller holds, handed back where nothing may change
 * @param before the same, or the memory of a symbol that has shown nothing
 * @param beforeContinuous before 09:30, when an indicative price means that nothing has been traded yet
 */
export function applySnapshot(
  snapshot: Snapshot,
  memory: TickMemory | undefined,
  before: TickMemory,
  phase: Phase,
  beforeContinuous: boolean,
  { board, tradeDate }: TickDay,
): Inspection {
  const indicative = isIndicative(snapshot, phase)
  const untraded = indicative && beforeContinuous
  const halted = snapshot.status === 'halted' || snapshot.status === 'volatilityHalt'

  const printedUp = snapshot.limitUp
  const noLimit = printedUp === null ? before.noLimit : isNoLimit(printedUp)
  const limitUp = printedUp === null ? before.limitUp : usableLimit(printedUp, noLimit)
  const limitDown = snapshot.limitDown === null ? before.limitDown : usableLimit(snapshot.limitDown, noLimit)

  // What is printed: nothing before the opening trade, only what grew during the closing auction.
  const seenVolume = untraded ? 0 : Math.max(snapshot.volume, 0)
  const seenAmount = untraded && snapshot.amount !== null ? 0 : snapshot.amount
  const grew = seenVolume > before.seenVolume
  const traded = !untraded && (seenVolume > 0 || board === 'INDEX')
  const last = traded && !indicative ? printedPrice(snapshot.last) : null
  const hasDay = traded && (grew || !indicative)
  const printedOpen = hasDay ? printedPrice(snapshot.open) : null
  const printedHigh = hasDay ? printedPrice(snapshot.high) : null
  const printedLow = hasDay ? printedPrice(snapshot.low) : null
  // A feed without high and low has its open and its last prices instead.
  const high = higher(higher(before.high, printedHigh ?? printedOpen), last)
  const low = lower(lower(before.low, printedLow ?? printedOpen), last)

  const fault =
    priceFault('last', last, before.last, board, limitUp, limitDown) ??
    priceFault('high', printedHigh, before.high, board, limitUp, limitDown) ??
    priceFault('low', printedLow, before.low, board, limitUp, limitDown) ??
    priceFault('open', printedOpen, before.open, board, limitUp, limitDown) ??
    unitFault(seenVolume, seenAmount, low, high, board)
  if (fault !== null) return { kind: 'quarantined', mark: fault.mark, reason: fault.reason, memory }

  let marks = NO_MARKS
  if (last !== null && printedHigh !== null && printedHigh < last) marks = [...marks, 'highRepaired']
  if (last !== null && printedLow !== null && printedLow > last) marks = [...marks, 'lowRepaired']

  const openFits = printedOpen === null || (printedOpen <= (high ?? 0) && printedOpen >= (low ?? 0))
  if (!openFits) marks = [...marks, 'openIgnored']

  const printedPrevClose = printedPrice(snapshot.prevClose)
  const prevClose = before.prevClose ?? printedPrevClose
  const samePrevClose = printedPrevClose === null || printedPrevClose === prevClose
  let { volumeOffset, amountOffset, resetVolume, resetAmount } = before
  if (!countersGrow(before, seenVolume, seenAmount)) {
    const offsets = offsetsAfter(before, seenVolume, seenAmount, samePrevClose)
    ;({ volumeOffset, amountOffset, resetVolume, resetAmount } = offsets)
    if (offsets.mark !== null) marks = [...marks, offsets.mark]
  }
  const volume = Math.max(before.volume, seenVolume + volumeOffset)
  const amount =
    seenAmount === null ? before.amount : (Math.max(before.amount ?? 0, seenAmount + amountOffset) as Fen)

  if (!samePrevClose) marks = [...marks, 'prevCloseChanged']
  const crossed = isCrossed(snapshot)
  if (crossed && !indicative && (phase === 'continuousAm' || phase === 'continuousPm')) {
    marks = [...marks, 'crossed']
  }
  marks = withArrivalMarks(snapshot, marks)

  const seenBidPrice = snapshot.bidPrices[0] ?? 0
  const seenAskPrice = snapshot.askPrices[0] ?? 0
  const seenBidVolume = snapshot.bidVolumes[0] ?? 0
  const seenAskVolume = snapshot.askVolumes[0] ?? 0
  const noBook =
    snapshot.depth === 0 || indicative || halted || crossed || (seenBidPrice <= 0 && seenAskPrice <= 0)
  const open = (openFits ? printedOpen : null) ?? before.open ?? last
  const lastTrade = last ?? before.last

  return {
    kind: 'accepted',
    tick: {
      eventTime: snapshot.eventTime,
      phase,
      isTrade: last !== null && !halted && (grew || isTradingPhase(phase)),
      onlyExtremes: false,
      last: lastTrade,
      open,
      high,
      low,
      volume,
      amount,
      bidPrice: noBook || seenBidVolume <= 0 ? 0 : seenBidPrice,
      bidVolume: noBook || seenBidPrice <= 0 ? 0 : seenBidVolume,
      askPrice: noBook || seenAskVolume <= 0 ? 0 : seenAskPrice,
      askVolume: noBook || seenAskPrice <= 0 ? 0 : seenAskVolume,
      noBook,
      prevClose,
      limitUp,
      limitDown,
      noLimit,
      halted,
    },
    memory: {
      tradeDate,
      eventTime: snapshot.eventTime,
      seenVolume,
      seenAmount,
      seenLast: snapshot.last,
      seenBidPrice,
      seenBidVolume,
      seenAskPrice,
      seenAskVolume,
      open,
      high,
      low,
      last: lastTrade,
      volume,
      amount,
      volumeOffset,
      amountOffset,
      resetVolume,
      resetAmount,
      prevClose,
      limitUp,
      limitDown,
      noLimit,
      halted,
      closed: before.closed || (phase === 'closeMatch' && last !== null),
      afterHoursVolume: before.afterHoursVolume,
      afterHoursAmount: before.afterHoursAmount,
    },
    marks,
  }
}

/** Adds what the times of a snapshot say about its way here; no value of a result depends on it. */
function withArrivalMarks(snapshot: Snapshot, marks: readonly HygieneMark[]): readonly HygieneMark[] {
  let all = marks
  if (snapshot.receivedAt !== null) {
    const delay = snapshot.receivedAt - snapshot.eventTime
    if (delay < SKEW_AHEAD || delay > SKEW_BEHIND) all = [...all, 'clockSkew']
  }
  return snapshot.late ? [...all, 'lateApplied'] : all
}
