import { beforeAll, describe, expect, it, vi } from 'vitest'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { FAULT_KINDS, type Fault, type FaultKind } from './fault.ts'
import { countDifferences, describeFailure, hasFailed, oracle, playRound, shrinkRound } from './round.ts'
import { Tally } from './tally.ts'
import { differences, linesOf } from './world/outcome.ts'
import { MARKETS } from './world/simulated-market.ts'
import { runWorld } from './world/world.ts'

vi.mock('../../../services/ingest/bundled/instruments.ts', async (original) =>
  (await import('./world/less-reference-data.ts')).fewInstruments(original as never),
)
vi.mock('../../../core/market/data/trading-days.ts', async (original) =>
  (await import('./world/less-reference-data.ts')).fewYears(original as never),
)

/** Rounds that draw from all kinds of faults, and rounds of one kind only. */
const ROUNDS = roundsOf({ full: 120, small: 6 })
const ROUNDS_OF_A_KIND = 5
/** Nothing more is begun after this time: a slow machine tries fewer seeds, never for longer. */
const BUDGET_MS = IS_FULL ? 8 * 60_000 : 15_000
const TIMEOUT_MS = 4 * BUDGET_MS + 600_000

/** A schedule that was printed, to be run instead of the seed's own. */
const SCHEDULE = process.env.PULSE_FAULT_SCHEDULE

let begun = 0
const tally = new Tally()

describe('simulated faults', { timeout: TIMEOUT_MS }, () => {
  beforeAll(() => oracle(SEED % MARKETS), TIMEOUT_MS)

  it('a market comes to the same however it is run, and twice by one seed to the same moment', async () => {
    const expected = await oracle(SEED % MARKETS)
    const other = {
      seed: SEED,
      market: SEED % MARKETS,
      deployment: 'one',
      tuning: {
        partitions: 3,
        commitRecords: 700,
        commitEvents: 90,
        snapshotEvents: 200,
        pollRecords: 60,
        batchRows: 90,
        live: true,
        rebuilds: true,
      },
    } as const
    const [first, second] = [await runWorld(other, []), await runWorld(other, [])]
    expect(differences(expected.outcome, first.outcome)).toEqual([])
    expect([second.virtualMs, [...second.calls]]).toEqual([first.virtualMs, [...first.calls]])
    expect(first.crashes).toEqual([])
    expect(linesOf(first.outcome)).toBeGreaterThan(10_000)
    for (const [where, lines] of expected.outcome) expect(lines.length, where).toBeGreaterThan(0)
  })

  it('whatever goes wrong, every table and every topic is as if nothing had', async () => {
    begun = performance.now()
    for (let number = 0; number < ROUNDS && (number === 0 || isTimeFor(0.6)); number += 1)
      await play(SEED + number)
  })

  it.runIf(IS_FULL && SCHEDULE === undefined)('each kind of fault by itself', async () => {
    for (let number = 0; number < ROUNDS_OF_A_KIND; number += 1)
      for (const kind of FAULT_KINDS) if (isTimeFor(1)) await play(SEED + number, kind)
  })

  it('every kind of fault has its figures', () => {
    for (const figures of [...tally.byKind(SEED), tally.all(SEED)]) recordFigures(figures)
  })
})

const isTimeFor = (share: number): boolean => performance.now() - begun < share * BUDGET_MS

/** @throws with everything that is needed to run it again, where anything differs */
async function play(seed: number, only?: FaultKind): Promise<void> {
  const round = await playRound(seed, {
    ...(only === undefined ? {} : { only: { kind: only } }),
    ...(SCHEDULE === undefined ? {} : { faults: JSON.parse(SCHEDULE) as readonly Fault[] }),
  })
  tally.add(round)
  if (!hasFailed(round)) return
  process.stdout.write(
    `Seed ${seed} failed, ${countDifferences(round.differences)} lines differ; shrinking.\n`,
  )
  throw new Error(describeFailure(round, await shrinkRound(round)))
}
