import { applyMoments } from '../../../runtime/processor/moments.ts'
import { eachBatch } from '../../../runtime/processor/operators.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorDefinition,
} from '../../../runtime/processor/processor.ts'
import { sayClasses } from './class-flow.ts'
import { sayCreditSwap } from './credit-swaps.ts'
import { sayDrawdown } from './drawdown-since.ts'
import { takeFundFlow } from './fund-flow.ts'
import { compareVolatility } from './implied-volatility.ts'
import { sayAsymmetry } from './sharp-fall.ts'
import { sayStress } from './stress-index.ts'
import {
  ASYMMETRY,
  CREDIT_PREFIX,
  DRAWDOWN_ANCHORS,
  STRESS,
  VOLATILITY_COMPARISON,
} from './structure-rules.ts'
import { type Emit, STRUCTURE_STORES, type StructureState, type StructureStores } from './structure-stores.ts'

type StructureInput = 'series' | 'observations' | 'fundFlows'

/**
 * Structure of the market 市场结构 (report [S3], domain.md C18, docs/signals/structure.md): money that goes into funds,
 * implied volatility at home and abroad, credit default swaps, financial stress, drawdowns since an anchor, and whether an
 * index falls faster than it rises. Each row comes with the event that completes it.
 */
export const structureProcessor: ProcessorDefinition<StructureStores, StructureInput, 'structure'> = {
  name: 'structure',
  version: 1,
  inputs: ['series', 'observations', 'fundFlows'],
  outputs: ['structure'],
  assignment: 'single',
  reads: (topic, key) => topic === 'fundFlows' || isMeasured(key),
  stores: STRUCTURE_STORES,
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<StructureInput>, AnyOutputEvent<'structure'>>((batch, emit) =>
        applyMoments(batch, state.moment, {
          take: (event) => take(event, state, emit),
          complete: (eventTime) => sayClasses(eventTime, state, emit),
        }),
      ),
    ),
}

const MEASURED: ReadonlySet<string> = new Set([
  ...DRAWDOWN_ANCHORS.flatMap(({ symbols }) => symbols),
  ...ASYMMETRY.symbols,
  VOLATILITY_COMPARISON.abroad,
  ...VOLATILITY_COMPARISON.home,
  STRESS.series,
])

const isMeasured = (key: string): boolean => MEASURED.has(key) || key.startsWith(CREDIT_PREFIX)

function take({ topic, value }: AnyInputEvent<StructureInput>, state: StructureState, emit: Emit): void {
  if (topic === 'series') {
    sayDrawdown(value, state, emit)
    sayAsymmetry(value, state, emit)
  } else if (topic === 'observations') {
    compareVolatility(value, state, emit)
    sayCreditSwap(value, state, emit)
    sayStress(value, state, emit)
  } else takeFundFlow(value, state, emit)
}
