import type { Type } from 'avsc'
import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import {
  type Correlation,
  type CorrelationSpec,
  correlation,
  type PercentileRank,
  type PercentileRankSpec,
  percentileRank,
} from '../../../core/windows/windows.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import { OPEN_MOMENT_TYPE, type OpenMoment } from '../../../runtime/processor/moments.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { type StoredWindows, storedWindow } from '../../../runtime/windows/window-store.ts'
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
export const yearWindow = (sessions: number): PercentileRankSpec => percentileRank({ length: sessions })

/** Correlation over the sessions of the linkage; those before which New York was closed leave gaps, 60% suffice. */
const linkageWindow = (sessions: number): CorrelationSpec =>
  correlation({ length: sessions, minimum: Math.ceil((sessions * 60) / 100) })

/** How the windows of a configuration are stored. */
export interface MappingWindows {
  readonly year: Readonly<Record<Market, StoredWindows<PercentileRank>>>
  readonly linkage: StoredWindows<Correlation>
}

export const mappingWindows = ({ year, linkage }: MappingConfiguration): MappingWindows => ({
  year: { CN: storedWindow(yearWindow(year.CN)), US: storedWindow(yearWindow(year.US)) },
  linkage: storedWindow(linkageWindow(linkage.window)),
})

export const mappingStores = ({
  year,
  linkage,
}: MappingWindows): Readonly<Record<keyof MappingStores, Type>> => ({
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
  yearCN: year.CN.type,
  yearUS: year.US.type,
  seen: stateType('SeenLinkage', { usDate: 'int', usLevel: 'double' }),
  correlations: linkage.type,
  clock: stateType('MappingClock', { until: 'long' }),
})
