import type { Type } from 'avsc'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import { Correlation } from '../../../core/windows/correlation.ts'
import { PercentileRank } from '../../../core/windows/percentile-rank.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import { OPEN_MOMENT_TYPE, type OpenMoment } from '../../../runtime/processor/moments.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { windowType } from '../../../runtime/processor/window-state.ts'
import type { Closes } from './closes.ts'
import type { MappingConfiguration } from './mapping-configuration.ts'

export type Market = 'CN' | 'US'

/** A close that waits for the end of its session. */
export interface PendingClose {
  readonly market: Market
  readonly tradeDate: TradeDate
  readonly close: number
}

/** A series' excess return over one lag, and where it stands in its past year. */
export interface RankedExcess {
  readonly tradeDate: TradeDate
  readonly excess: number | null
  /** 0..100. */
  readonly percentile: number | null
}

export interface MappingStores {
  readonly moment: OpenMoment
  /** By symbol. */
  readonly pending: PendingClose
  /** Latest closes by symbol or basket. */
  readonly closes: Closes
  /** By lag and symbol or basket. */
  readonly excess: RankedExcess
  /** Excess returns of the past year, by lag and symbol or basket. */
  readonly yearCN: PercentileRank
  readonly yearUS: PercentileRank
  /** The US side as the last Chinese close saw it, under `linkage`. */
  readonly seen: { readonly usDate: TradeDate; readonly usLevel: number }
  /** Of `levels` and `returns`. */
  readonly correlations: Correlation
  /** Weekly decisions up to here have been made, under `decided`. */
  readonly clock: { readonly until: EventTime }
}

export type MappingState = ProcessorContext<MappingStores>['state']
export type MappingOutput = 'mapping' | 'targets'
export type Emit = (output: AnyOutputEvent<MappingOutput>) => void

/** Percentile of an excess return in its past year (weak rule, 60% of it at least [domain.md D7]). */
export const yearWindow = (sessions: number): PercentileRank => new PercentileRank({ length: sessions })

/** Correlation over the sessions of the linkage; those before which New York was closed leave gaps, 60% suffice. */
export const linkageWindow = (sessions: number): Correlation =>
  new Correlation({ length: sessions, minimum: Math.ceil((sessions * 60) / 100) })

export const mappingStores = ({
  year,
  linkage,
}: MappingConfiguration): Readonly<Record<keyof MappingStores, Type>> => ({
  moment: OPEN_MOMENT_TYPE,
  pending: stateType('PendingClose', { market: 'string', tradeDate: 'int', close: 'double' }),
  closes: avroType({
    type: 'record',
    name: 'Closes',
    fields: [
      { name: 'dates', type: { type: 'array', items: 'int' } },
      { name: 'closes', type: { type: 'array', items: 'double' } },
    ],
  }),
  excess: stateType('RankedExcess', { tradeDate: 'int', excess: 'double?', percentile: 'double?' }),
  yearCN: windowType(() => yearWindow(year.CN)),
  yearUS: windowType(() => yearWindow(year.US)),
  seen: stateType('SeenLinkage', { usDate: 'int', usLevel: 'double' }),
  correlations: windowType(() => linkageWindow(linkage.window)),
  clock: stateType('MappingClock', { until: 'long' }),
})
