import type { SeriesBar } from '../../../schemas/generated/events.ts'
import { measureSince } from './measure.ts'
import { DRAWDOWN_ANCHORS } from './structure-rules.ts'
import { structureSignal } from './structure-signal.ts'
import type { Emit, StructureState } from './structure-stores.ts'

/** `drawdown_since`: change of an index since an anchor (domain.md C18), and the lowest it has been. */
export function sayDrawdown(bar: SeriesBar, state: StructureState, emit: Emit): void {
  for (const anchor of DRAWDOWN_ANCHORS) {
    if (!anchor.symbols.includes(bar.symbol)) continue
    const since = measureSince(anchor, bar.symbol, bar.tradeDate, bar.close, state)
    if (since === undefined || since.sessions > anchor.sessions) continue
    const { subject, base, baseDate, value, change, lowest, sessions } = since
    emit(
      structureSignal('drawdown_since', subject, bar, {
        value: change,
        state: change < 0 ? 'below' : 'above',
        components: { base, baseDate, close: value, lowest, sessions },
        notes: { anchor: anchor.what },
      }),
    )
  }
}
