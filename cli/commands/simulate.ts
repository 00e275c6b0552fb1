import type { TradeDate } from '../../core/market/trade-date.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { BUNDLED_SAMPLE } from '../../services/ingest/bundled/sample.ts'
import { publishSimulatedDay } from '../../services/ingest/simulated-day.ts'
import type { SimulatedFaults } from '../../services/ingest/simulator/faults.ts'
import type { Speed } from '../../services/ingest/ticks/paced.ts'
import { runTicks } from './tick-run.ts'

export interface SimulateOptions {
  readonly seed: number
  readonly speed: Speed
  readonly cadence: 'full' | 'natural'
  readonly symbols?: number
  readonly faults?: string
  readonly sessions?: number
  readonly source?: readonly string[]
}

/** `pulse simulate`: days of the market made from their daily bars, in the data set `sim-<seed>`. */
export async function simulate(tradeDate: TradeDate, options: SimulateOptions): Promise<void> {
  const { seed, speed, cadence, symbols, sessions, source = [BUNDLED_SAMPLE] } = options
  const faults = options.faults === undefined ? undefined : faultsOf(options.faults)
  await runTicks(`sim-${seed}`, (service, callbacks) =>
    publishSimulatedDay(service, {
      ...callbacks,
      tradeDate,
      sources: source,
      seed,
      speed,
      cadence,
      ...(symbols === undefined ? {} : { symbols }),
      ...(sessions === undefined ? {} : { sessions }),
      ...(faults === undefined ? {} : { faults }),
    }),
  )
}

const FAULTS = [
  'duplicates',
  'reordered',
  'late',
  'resets',
  'staleDay',
  'crossed',
  'offGrid',
  'highBelowLast',
] as const satisfies readonly (keyof SimulatedFaults)[]

/** `late=0.001,duplicates=0.01` as rates. */
function faultsOf(text: string): SimulatedFaults {
  const rates = text.split(',').map((part): [string, number] => {
    const [name = '', rate = ''] = part.split('=')
    const value = rate.trim() === '' ? Number.NaN : Number(rate)
    if (FAULTS.some((known) => known === name.trim()) && value >= 0 && value <= 1) return [name.trim(), value]
    throw new ConfigError(
      'invalid',
      `"${part}" is no fault: write name=rate, names ${FAULTS.join(', ')}, rates from 0 to 1, e.g. late=0.001.`,
    )
  })
  return Object.fromEntries(rates)
}
