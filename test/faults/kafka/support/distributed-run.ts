import type { Environment, Oracle } from './oracle.ts'
import { Service } from './service.ts'

/** The distributed form at work, for a fault to disturb. */
export interface Distributed {
  /** Ingest, sentiment, signals and warehouse, each in a process of its own. */
  readonly services: readonly Service[]
  /** All data have been published and have landed; a fault that has not happened by then is called off. */
  readonly isOver: boolean
}

/** Disturbs a run until it has injected enough faults or the run is over, and leaves everything able to go on. */
export type Disturbance = (run: Distributed) => Promise<Injected>

export interface Injected {
  readonly count: number
  readonly note?: string
}

export interface DisturbedRun {
  readonly injected: Injected
  /** What ended without having been told to. */
  readonly crashes: readonly string[]
}

/** Brings a fault day through the distributed form, disturbed. */
export async function disturbedRun(
  { day }: Oracle,
  env: Environment,
  disturb: Disturbance,
): Promise<DisturbedRun> {
  const ingest = new Service('ingest', { ...env, FAULT_DAY: JSON.stringify(day) })
  const others = (['sentiment', 'signals', 'warehouse'] as const).map((name) => new Service(name, env))
  const run = { services: [ingest, ...others], isOver: false }
  try {
    await Promise.all(run.services.map((service) => service.run()))
    const disturbed = disturb(run)
    // A fault that cannot be injected ends the run.
    await Promise.race([ingest.succeeded, disturbed.then(() => ingest.succeeded)])
    run.isOver = true
    const injected = await disturbed
    return { injected, crashes: run.services.flatMap(({ crashes }) => crashes) }
  } finally {
    run.isOver = true
    await Promise.all(run.services.map((service) => service.retire()))
  }
}
