import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import { takeQuote } from '../quote.ts'
import { closeSession } from './close-session.ts'
import { type HourlyPlace, takeHourlyBar } from './divergence-rows.ts'
import { MARKET, MICROCAP_PAIRS, RISK } from './microcap-configuration.ts'
import {
  type Emit,
  MICROCAP_STORES,
  type MicrocapOutput,
  type MicrocapState,
  type MicrocapStores,
} from './microcap-stores.ts'
import { NO_YIELDS, takeYield } from './yield-history.ts'

type MicrocapInput = 'series' | 'observations'

/**
 * Rotation between microcaps and large companies, its risk control and divergence monitor [S2]. Bars and yields
 * drive it; all decisions are made at the Chinese close, on what could be known then. Hourly bars are judged as they come.
 */
export const microcapProcessor: ProcessorDefinition<MicrocapStores, MicrocapInput, MicrocapOutput> = {
  name: 'microcap',
  version: 1,
  inputs: ['series', 'observations'],
  outputs: ['microcap', 'targets'],
  assignment: 'single',
  reads: (topic, key) =>
    topic === 'observations' ? key === RISK.yieldSeries : SYMBOLS.has(key) || HOURS.has(key),
  stores: MICROCAP_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<MicrocapInput>, AnyOutputEvent<MicrocapOutput>>(({ events, closes }, emit) => {
        for (const event of events) take(event, state, emit)
        if (closes !== undefined) closeSession(closes.tradeDate, state, emit)
      }),
    ),
}

function take(event: AnyInputEvent<MicrocapInput>, state: MicrocapState, emit: Emit): void {
  if (event.topic === 'observations') {
    const { series, period, value } = event.value
    if (series !== RISK.yieldSeries || !(value > 0)) return
    state.yields.set('yields', takeYield(state.yields.get('yields') ?? NO_YIELDS, period, value))
    return
  }
  const { symbol } = event.value
  const hourly = HOURS.get(symbol)
  if (hourly !== undefined) takeHourlyBar(hourly, event.value, state, emit)
  else if (SYMBOLS.has(symbol)) takeQuote(state.quotes, event.value)
}

/** Series whose daily bars are looked at. */
const SYMBOLS: ReadonlySet<string> = new Set([
  ...MICROCAP_PAIRS.flatMap(({ micro, mao }) => [micro, mao]),
  ...MARKET.map(({ symbol }) => symbol),
])

/** Series of bars of 60 minutes, by symbol. */
const HOURS: ReadonlyMap<string, HourlyPlace> = new Map(
  MICROCAP_PAIRS.flatMap(({ subject, hours }) =>
    hours.map(({ symbol, end }) => [symbol, { subject, end }] as const),
  ),
)
