import type { Fen } from '../../../core/market/price.ts'
import { addDays, dayOfWeek, type TradeDate } from '../../../core/market/trade-date.ts'
import { stageOf } from '../../../core/sentiment/stage-grid.ts'
import type { Breadth, MarketStage } from '../../../schemas/generated/events.ts'
import { breadth, stage } from '../../../services/warehouse/testing/events.ts'
import { random } from './random.ts'

/** The `count` weekdays up to a date, as if every one were a session. */
export function weekdaysUpTo(last: TradeDate, count: number): readonly TradeDate[] {
  const days: TradeDate[] = []
  for (let date = last; days.length < count; date = addDays(date, -1))
    if (dayOfWeek(date) <= 5) days.unshift(date)
  return days
}

/** Daily rows of invented sessions: height, rate and counts wander. */
export function handHistory(
  dataset: string,
  dates: readonly TradeDate[],
): { readonly stages: readonly MarketStage[]; readonly breadths: readonly Breadth[] } {
  const next = random(5)
  let mood = 0.3
  const rows = dates.map((tradeDate) => {
    mood = Math.min(Math.max(mood + (next() - 0.5) * 0.24, 0.05), 0.62)
    const height = Math.max(1, Math.round(2 + mood * 12 + (next() - 0.5) * 3))
    const limitUps = Math.round(20 + mood * 150 + next() * 20)
    const broken = Math.round(10 + (1 - mood) * 40)
    const base = Math.round(30 + mood * 90)
    const promoted = Math.round(base * Math.max(mood + (next() - 0.5) * 0.15, 0))
    const { stage: code, reason } = stageOf(height, promoted, base)
    const advancers = Math.round(900 + mood * 5200)
    return {
      stage: stage({
        dataset,
        tradeDate,
        height,
        limitUps,
        broken,
        touched: limitUps + broken,
        sealRate: limitUps / (limitUps + broken),
        limitDowns: Math.round((1 - mood) * 30 * next()),
        base,
        promoted,
        promotionRate: promoted / base,
        limitUpPremium: (mood - 0.28) / 8,
        limitUpOpenPremium: (mood - 0.2) / 10,
        brokenPremium: (mood - 0.5) / 10,
        stage: code,
        stageReason: reason,
      }),
      breadth: breadth({
        dataset,
        tradeDate,
        advancers,
        decliners: 4_600 - advancers,
        amount: Math.round((7e11 + mood * 7e11) * 100) as Fen,
      }),
    }
  })
  return { stages: rows.map((row) => row.stage), breadths: rows.map((row) => row.breadth) }
}
