import { createWindow, type Ema, ema, type Max, type Min, max, min } from '../windows/windows.ts'
import { DIVERGENCE_RULE, type Divergence, type DivergenceMemory, NO_BARS, takeBar } from './divergence.ts'

/** Bars of the two moving averages of which DIF is the difference. */
export const DIF_LENGTHS = { fast: 12, slow: 26 } as const

/** The windows of a monitor by name. */
export const MONITOR_WINDOWS = {
  fast: ema({ length: DIF_LENGTHS.fast }),
  slow: ema({ length: DIF_LENGTHS.slow }),
  highest: max({ length: DIVERGENCE_RULE.extremeOver }),
  lowest: min({ length: DIVERGENCE_RULE.extremeOver }),
}

/** What a monitor of the bars of one index and period remembers; `takeClose` changes it. */
export interface MonitorMemory {
  readonly fast: Ema
  readonly slow: Ema
  readonly highest: Max
  readonly lowest: Min
  divergence: DivergenceMemory
}

export interface MonitorStep {
  /** EMA12 - EMA26 of the closes; null while there are too few. */
  readonly dif: number | null
  /** Seen at this bar. */
  readonly fired: Divergence | null
  /** Stands at this bar. */
  readonly stands: Divergence | null
}

export const newMonitor = (): MonitorMemory => ({
  fast: createWindow(MONITOR_WINDOWS.fast),
  slow: createWindow(MONITOR_WINDOWS.slow),
  highest: createWindow(MONITOR_WINDOWS.highest),
  lowest: createWindow(MONITOR_WINDOWS.lowest),
  divergence: NO_BARS,
})

/**
 * Takes the close of the next bar, of whatever period, into the memory. The divergence monitor 背离监控 of domain reference
 * C13 is ours: its definition was not published.
 */
export function takeClose(monitor: MonitorMemory, close: number): MonitorStep {
  const { fast, slow, highest, lowest } = monitor
  for (const window of [fast, slow, highest, lowest]) window.push(close)
  if (fast.value === null || slow.value === null) return { dif: null, fired: null, stands: null }
  const dif = fast.value - slow.value
  const { memory, fired, stands } = takeBar(monitor.divergence, {
    close,
    dif,
    highest: highest.value === close,
    lowest: lowest.value === close,
  })
  monitor.divergence = memory
  return { dif, fired, stands }
}
