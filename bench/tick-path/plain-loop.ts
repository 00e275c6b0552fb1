import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import { sessionMinuteEnd } from '../../core/market/sessions.ts'
import { shanghaiTime } from '../../core/market/trade-date.ts'
import type { SymbolState } from '../../services/sentiment/limit-state/symbol-state.ts'
import { minuteBoundary } from '../../services/sentiment/limit-state/ticks/minute-window.ts'
import type { Decode, EncodedSweep } from './encoded-sweep.ts'
import { judged, type PlainMarket, plainMinute } from './plain-minute.ts'
import { type PlainShare, plainShare } from './plain-share.ts'
import { applyTick, type OnChange } from './plain-tick.ts'
import type { TickResult } from './tick-result.ts'

/**
 * What a script without a stream runtime would do: decode a snapshot, overwrite its share, and go over all shares when
 * a minute is over. It knows the same rules of the market and of hygiene, but has no remedy for what breaks them, and
 * nothing of late data, rollback, snapshots, several sessions or partitions.
 */
export function plainLoop(
  sweeps: readonly EncodedSweep[],
  decode: Decode,
  symbols: ReadonlyMap<string, SymbolState>,
  market: PlainMarket,
): TickResult {
  const { session, instruments } = market
  const { tradeDate } = session
  const midnight = shanghaiTime(tradeDate, 0, 0)
  const shares = new Map<InstrumentSymbol, PlainShare>()
  const result: TickResult = { minutes: [], changes: [], bars: [] }
  let now = 0
  let minute = 0
  const hygiene: Record<string, number> = { accepted: 0 }
  const onChange: OnChange = (share, kind, isUp) => {
    const side = isUp ? share.up : share.down
    const { exclusion, streak } = judged(share, isUp, !isUp)
    share.changes += 1
    result.changes.push({
      revision: 0,
      deleted: false,
      symbol: share.symbol,
      instrument: share.instrument,
      tradeDate,
      eventTime: now,
      sequence: share.changes,
      kind: `${kind}${isUp ? 'Up' : 'Down'}`,
      board: share.rules.board,
      exclusion,
      last: share.last,
      limit: isUp ? share.rules.limitUp : share.rules.limitDown,
      sealVolume: side.sealVolume,
      sealAmount: side.sealAmount,
      height: streak,
      breakCount: side.breaks,
      noBook: share.noBook,
    })
  }
  const closeUntil = (time: number): void => {
    for (; time >= minuteBoundary(tradeDate, minute); minute += 1) {
      for (const share of shares.values()) {
        const { bar } = share
        if (bar.minute !== minute) continue
        result.bars.push({
          revision: 0,
          deleted: false,
          symbol: share.symbol,
          instrument: share.instrument,
          tradeDate,
          eventTime: sessionMinuteEnd(tradeDate, minute),
          ...bar,
          source: 'ticks',
        })
      }
      result.minutes.push(...plainMinute(shares, market, minute, { ...hygiene }).rows)
    }
  }
  for (const sweep of sweeps) {
    const { bytes, ends } = sweep
    let from = 0
    for (const end of ends) {
      const tick = decode(bytes.subarray(from, end))
      from = end
      closeUntil(tick.eventTime)
      now = tick.eventTime
      let share = shares.get(tick.instrument)
      if (share === undefined) {
        share = plainShare(tick, symbols.get(tick.instrument), session, instruments.get(tick.instrument))
        shares.set(tick.instrument, share)
        if (share.rules.limitMismatch) hygiene.limitMismatch = (hygiene.limitMismatch ?? 0) + 1
      }
      if (applyTick(share, tick, midnight, onChange)) hygiene.accepted! += 1
    }
    closeUntil(sweep.until)
  }
  return result
}
