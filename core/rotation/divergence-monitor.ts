import { Ema } from '../windows/ema.ts'
import { Max } from '../windows/max.ts'
import { Min } from '../windows/min.ts'
import { DIVERGENCE_RULE, type Divergence, type DivergenceMemory, NO_BARS, takeBar } from './divergence.ts'

/** Bars of the two moving averages of which DIF is the difference. */
export const DIF_LENGTHS = { fast: 12, slow: 26 } as const

/** What a monitor of the bars of one index and period remembers. Windows are cloned before they change. */
export interface MonitorMemory {
  readonly fast: Ema
  readonly slow: Ema
  readonly highest: Max
  readonly lowest: Min
  readonly divergence: DivergenceMemory
}

export interface MonitorStep {
  readonly memory: MonitorMemory
  /** EMA12 - EMA26 of the closes; null while there are too few. */
  readonly dif: number | null
  /** Seen at this bar. */
  readonly fired: Divergence | null
  /** Stands at this bar. */
  readonly stands: Divergence | null
}

export const newMonitor = (): MonitorMemory => ({
  fast: new Ema({ length: DIF_LENGTHS.fast }),
  slow: new Ema({ length: DIF_LENGTHS.slow }),
  highest: new Max({ length: DIVERGENCE_RULE.extremeOver }),
  lowest: new Min({ length: DIVERGENCE_RULE.extremeOver }),
  divergence: NO_BARS,
})

/**
 * Takes the close of the next bar, of whatever period. The divergence monitor 背离监控 of domain reference C13 is ours:
 * its definition was not published.
 */
export function takeClose(before: MonitorMemory | undefined, close: number): MonitorStep {
  const known = before ?? newMonitor()
  const fast = known.fast.clone()
  const slow = known.slow.clone()
  const highest = known.highest.clone()
  const lowest = known.lowest.clone()
  for (const window of [fast, slow, highest, lowest]) window.push(close)
  const windows = { fast, slow, highest, lowest }
  if (fast.value === null || slow.value === null) {
    return { memory: { ...windows, divergence: known.divergence }, dif: null, fired: null, stands: null }
  }
  const dif = fast.value - slow.value
  const { memory, fired, stands } = takeBar(known.divergence, {
    close,
    dif,
    highest: highest.value === close,
    lowest: lowest.value === close,
  })
  return { memory: { ...windows, divergence: memory }, dif, fired, stands }
}
