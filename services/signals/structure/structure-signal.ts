import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { OutputEvent } from '../../../runtime/processor/processor.ts'
import { signalOutput } from '../../../runtime/processor/signal-output.ts'

export type StructureSignal =
  | 'etf_flow'
  | 'iv_compare'
  | 'cds'
  | 'fsi'
  | 'drawdown_since'
  | 'sharp_fall_slow_rise'

/** A row of the topic `signals.structure`. */
export function structureSignal(
  signal: StructureSignal,
  subject: string,
  at: { readonly tradeDate: TradeDate; readonly eventTime: EventTime },
  says: {
    readonly value: number | null
    readonly state: string | null
    readonly components?: Readonly<Record<string, number>>
    readonly notes?: Readonly<Record<string, string>>
    readonly revision?: number
  },
): OutputEvent<'structure'> {
  const { tradeDate, eventTime } = at
  return signalOutput('structure', { signal, subject, tradeDate, eventTime, components: {}, ...says })
}
