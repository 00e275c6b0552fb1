import { describe, expect, it, vi } from 'vitest'
import { IS_FULL } from '../support/rounds.ts'
import type { Wanted } from './draw-faults.ts'
import { describeFailure, hasFailed, playRound, type Round, shrinkRound } from './round.ts'
import type { Planted } from './world/world.ts'

vi.mock('../../../services/ingest/bundled/instruments.ts', async (original) =>
  (await import('./world/less-reference-data.ts')).fewInstruments(original as never),
)
vi.mock('../../../core/market/data/trading-days.ts', async (original) =>
  (await import('./world/less-reference-data.ts')).fewYears(original as never),
)

/** Seeds that are tried; the search ends with the first that fails. */
const SEEDS = Array.from({ length: 40 }, (_, at) => 501 + at)
/** A defect of which an earlier fault has to set the scene. */
const FEW = 2
const TIMEOUT_MS = 1_800_000

interface Defect {
  readonly name: string
  readonly planted: Planted
  /** The faults under which it shows. */
  readonly only: Wanted
  /** One in the small part of the suite, all of them in the whole. */
  readonly isAlwaysTried?: true
}

const DEFECTS: readonly Defect[] = [
  {
    name: 'a restore that does not know how far outputs are written',
    planted: { broker: 'forgetsProgress' },
    only: { kind: 'abort', role: 'sentiment' },
    isAlwaysTried: true,
  },
  {
    name: 'a log that lets a zombie commit',
    planted: { broker: 'zombiesCommit' },
    only: { kind: 'stall', role: 'sentiment', operation: 'commit' },
  },
  {
    // Shows without any fault: what has landed is not there yet.
    name: 'a sink that commits before its block is stored',
    planted: { warehouse: 'answersFirst' },
    only: { kind: 'kill', role: 'warehouse', operation: 'insert' },
  },
]

describe('the simulation finds what is wrong', { timeout: TIMEOUT_MS }, () => {
  for (const { name, planted, only, isAlwaysTried } of DEFECTS)
    it.runIf(IS_FULL || isAlwaysTried === true)(name, async () => {
      const round = await firstFailure(planted, only)
      const smallest = await shrinkRound(round, planted)
      expect(smallest.length).toBeLessThanOrEqual(FEW)
      for (const fault of smallest) expect(fault).toMatchObject(only)
      const said = describeFailure(round, smallest)
      expect(said).toContain(`PULSE_FAULT_SEED=${round.scenario.seed} `)
      expect(said).toContain(JSON.stringify(smallest))
      const again = await playRound(round.scenario.seed, { faults: smallest, planted })
      expect(hasFailed(again)).toBe(true)
      expect(hasFailed(await playRound(round.scenario.seed, { faults: smallest }))).toBe(false)
    })

  it.runIf(IS_FULL)('a transaction of which a part is missing, without any fault', async () => {
    expect(hasFailed(await playRound(SEEDS[0]!, { faults: [], planted: { broker: 'tornCommit' } }))).toBe(
      true,
    )
  })
})

async function firstFailure(planted: Planted, only: Wanted): Promise<Round> {
  for (const seed of SEEDS) {
    const round = await playRound(seed, { only, planted })
    if (hasFailed(round)) return round
  }
  throw new Error(`None of ${SEEDS.length} seeds has found it.`)
}
