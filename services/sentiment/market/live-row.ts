import { sessionMinute } from '../../../core/market/sessions.ts'
import type { EventTime } from '../../../core/market/trade-date.ts'
import type { IntradayPartial } from '../../../schemas/generated/events.ts'
import type { Emit, MarketState } from './market-stores.ts'
import { newestMinute } from './minute-fold.ts'
import { announcedBefore, judgeMinute } from './minute-judgement.ts'

/** Takes a task's share between minutes. */
export function takeLive(partial: IntradayPartial, state: MarketState): void {
  state.live.set(String(partial.task), partial)
}

/** A share of a complete minute replaces an older one between minutes; a correction of an earlier minute does not. */
export function takeSettled(partial: IntradayPartial, state: MarketState): void {
  if (partial.minute === newestMinute(state)) takeLive(partial, state)
}

/**
 * The headline between minutes, unsettled: it shows what the settled minute will probably say, and the minute takes its
 * place. When it is said depends on how events were batched, so it is no part of any result.
 */
export function emitLive(state: MarketState, emit: Emit): void {
  const open = state.day.get('open')
  const partials = state.live.sorted().map(([, partial]) => partial)
  if (open === undefined || partials.length === 0) return
  const { tradeDate } = open
  const eventTime = Math.max(...partials.map((partial) => partial.eventTime)) as EventTime
  const settled = Math.max(newestMinute(state), 0)
  const minute = Math.max(sessionMinute((eventTime - 1) as EventTime) ?? 0, settled)
  const headline = judgeMinute(minute, partials, state, announcedBefore(settled, state)).scopes[0]!
  emit({
    topic: 'live',
    key: `${headline.scope.name}/${tradeDate}`,
    eventTime,
    value: {
      ...headline.row,
      revision: 0,
      deleted: false,
      scope: headline.scope.name,
      tradeDate,
      eventTime,
      minute,
      settled: false,
      final: false,
    },
  })
}
