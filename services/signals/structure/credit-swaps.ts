import type { Observation } from '../../../schemas/generated/events.ts'
import { measureSince } from './measure.ts'
import { CREDIT_ANCHORS, CREDIT_PREFIX } from './structure-rules.ts'
import { structureSignal } from './structure-signal.ts'
import type { Emit, StructureState } from './structure-stores.ts'

/** `cds`: change of the price of insuring a company's debt since an anchor (domain.md C18). */
export function sayCreditSwap(observation: Observation, state: StructureState, emit: Emit): void {
  const { series, period, value, eventTime } = observation
  if (!series.startsWith(CREDIT_PREFIX) || value <= 0) return
  for (const anchor of CREDIT_ANCHORS) {
    const since = measureSince(anchor, series.slice(CREDIT_PREFIX.length), period, value, state)
    if (since === undefined) continue
    emit(
      structureSignal(
        'cds',
        since.subject,
        { tradeDate: period, eventTime },
        {
          value: since.change,
          state: since.change > 0 ? 'dearer' : 'cheaper',
          components: { base: since.base, baseDate: since.baseDate, quote: value },
          notes: { anchor: anchor.what },
        },
      ),
    )
  }
}
