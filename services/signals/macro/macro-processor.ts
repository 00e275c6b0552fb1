import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import type { Observation } from '../../../schemas/generated/events.ts'
import { takeQuote } from '../quote.ts'
import { takeRelease } from './indicator.ts'
import { PE, STYLE_PAIRS } from './macro-configuration.ts'
import { INDICATOR_SETS, type MacroIndicator } from './macro-indicators.ts'
import {
  type Emit,
  MACRO_STORES,
  type MacroOutput,
  type MacroState,
  type MacroStores,
  storedIndicator,
} from './macro-stores.ts'
import { emitTiming, opensMonth } from './macro-timing.ts'
import { closeStyles } from './style-rotation.ts'
import { takeRatio } from './valuation.ts'

type MacroInput = 'series' | 'observations'

/**
 * Macro timing, valuation percentiles and style rotation [S2]. A release counts from its event on, so nothing is used
 * before it was published: the position of a month is set before its first session, styles at every close, valuations
 * as they come.
 */
export const macroProcessor: ProcessorDefinition<MacroStores, MacroInput, MacroOutput> = {
  name: 'macro',
  version: 1,
  inputs: ['series', 'observations'],
  outputs: ['macro', 'targets'],
  assignment: 'single',
  reads: (topic, key) =>
    topic === 'series' ? SYMBOLS.has(key) : key.startsWith(PE.prefix) || INDICATORS.has(key),
  stores: MACRO_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<MacroInput>, AnyOutputEvent<MacroOutput>>(({ opens, events, closes }, emit) => {
        if (opens !== undefined && opensMonth(opens)) emitTiming(opens, state, emit)
        for (const event of events) take(event, state, emit)
        if (closes !== undefined) closeStyles(closes.tradeDate, state, emit)
      }),
    ),
}

function take(event: AnyInputEvent<MacroInput>, state: MacroState, emit: Emit): void {
  if (event.topic === 'series') {
    if (SYMBOLS.has(event.value.symbol)) takeQuote(state.quotes, event.value)
  } else if (event.value.series.startsWith(PE.prefix)) takeRatio(event.value, state, emit)
  else takeIndicators(event.value, state)
}

/** Series whose daily bars are looked at. */
const SYMBOLS: ReadonlySet<string> = new Set(STYLE_PAIRS.flatMap(({ first, second }) => [first, second]))

function takeIndicators(release: Observation, state: MacroState): void {
  for (const { name, rule } of INDICATORS.get(release.series) ?? []) {
    takeRelease(rule, state.indicators.changeable(name, storedIndicator(rule)), release)
  }
}

/** Every indicator that was ever used, by the series that it looks at. One name has one rule in all sets. */
const INDICATORS: ReadonlyMap<string, readonly MacroIndicator[]> = indicatorsBySeries()

function indicatorsBySeries(): Map<string, MacroIndicator[]> {
  const bySeries = new Map<string, MacroIndicator[]>()
  const byName = new Map(
    INDICATOR_SETS.flatMap(({ indicators }) => indicators.map((each) => [each.name, each])),
  )
  for (const indicator of byName.values()) {
    const { rule } = indicator
    for (const series of rule.kind === 'gap' ? [rule.series, rule.minus] : [rule.series])
      bySeries.set(series, [...(bySeries.get(series) ?? []), indicator])
  }
  return bySeries
}
