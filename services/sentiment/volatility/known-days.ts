import type { EventTime } from '../../../core/market/trade-date.ts'
import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { nextRatio } from './ratio.ts'
import { type DayFigures, termStructure } from './term-structure.ts'
import { openTouch, settleTouches, takeIndexClose } from './touches.ts'
import { VOLATILITY_SERIES } from './volatility-rules.ts'
import { volatilitySignal } from './volatility-signal.ts'
import type { Emit, KnownDay, VolatilityState } from './volatility-stores.ts'

/** Dates that may still be completed; what comes later for an older one is left out. */
const KEPT = 10
const US = 'US'

const UNKNOWN = { vix: null, vvix: null, vix9d: null, vix3m: null, vx1: null, vx2: null, spx: null }

/** Takes a close into its date. The value that was known first stays: a correction does not change what has been said. */
export function takeBar(bar: SeriesBar, state: VolatilityState): void {
  const figure = VOLATILITY_SERIES[bar.symbol as string as keyof typeof VOLATILITY_SERIES]
  if (figure === undefined || bar.close <= 0) return
  const { tradeDate } = bar
  const key = String(tradeDate)
  const day = state.days.get(key)
  if (day === undefined) {
    const kept = state.days.sorted()
    if (kept.length >= KEPT && key < kept[0]![0]) return
    if (kept.length >= KEPT) state.days.delete(kept[0]![0])
  } else if (day[figure] !== null) return
  const known = day ?? { ...UNKNOWN, tradeDate, termsSaid: 0, termFigures: 0 }
  state.days.set(key, { ...known, [figure]: bar.close, news: true } as KnownDay)
}

/** Says what the dates with news say, once everything of a moment is known. */
export function sayNews(eventTime: EventTime, state: VolatilityState, emit: Emit): void {
  for (const [key, day] of state.days.sorted()) {
    if (!day.news) continue
    if (day.spx !== null) takeIndexClose(day.tradeDate, day.spx, state)
    sayRatio(day, eventTime, state, emit)
    state.days.set(key, { ...day, ...sayTerm(day, eventTime, emit), news: false })
  }
  settleTouches(eventTime, state, emit)
}

/** The term structure, said again when another of its figures has come to be known. */
function sayTerm(
  day: KnownDay,
  eventTime: EventTime,
  emit: Emit,
): Pick<KnownDay, 'termsSaid' | 'termFigures'> {
  const figures = figuresOf(day)
  const termFigures = Object.keys(figures).length
  const term = termFigures > day.termFigures ? termStructure(figures) : undefined
  if (term === undefined) return { termsSaid: day.termsSaid, termFigures: day.termFigures }
  const says = { ...term, revision: day.termsSaid }
  emit(volatilitySignal('vix_term', US, day.tradeDate, eventTime, says))
  return { termsSaid: day.termsSaid + 1, termFigures }
}

function sayRatio(day: KnownDay, eventTime: EventTime, state: VolatilityState, emit: Emit): void {
  const { vix, vvix, tradeDate } = day
  const before = state.ratio.get(US)
  if (vix === null || vvix === null || tradeDate <= (before?.tradeDate ?? 0)) return
  const ratio = vvix / vix
  const { next, average, level, topSignal, touched } = nextRatio(before, tradeDate, ratio)
  state.ratio.set(US, next)
  for (const kind of touched) openTouch({ kind, tradeDate, ratio, average, vix }, state)
  emit(
    volatilitySignal('vvix_vix', US, tradeDate, eventTime, {
      value: ratio,
      state: level,
      components: {
        vix,
        vvix,
        ...(average === null ? {} : { average }),
        topSignal: topSignal ? 1 : 0,
        touchedByAverage: touched.includes('ma') ? 1 : 0,
        touchedByDay: touched.includes('daily') ? 1 : 0,
      },
    }),
  )
}

function figuresOf(day: KnownDay): DayFigures {
  const { vix, vix9d, vix3m, vx1, vx2 } = day
  const known = Object.entries({ vix, vix9d, vix3m, vx1, vx2 }).filter(([, close]) => close !== null)
  return Object.fromEntries(known) as DayFigures
}
