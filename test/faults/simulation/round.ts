import { drawFaults, drawScenario, type Ground, type Wanted } from './draw-faults.ts'
import type { Fault } from './fault.ts'
import { shrink } from './shrink.ts'
import { type Difference, differences, linesOf } from './world/outcome.ts'
import { MARKETS } from './world/simulated-market.ts'
import { type Planted, runWorld, type Scenario, type WorldRun } from './world/world.ts'

/** A run with faults, and what came of it. */
export interface Round {
  readonly scenario: Scenario
  readonly faults: readonly Fault[]
  /** Faults that came about. */
  readonly met: ReadonlySet<Fault>
  /** Lines of tables and topics that were compared. */
  readonly compared: number
  readonly differences: readonly Difference[]
  /** The run did not end, or a service failed in a way that no fault explains. */
  readonly error?: unknown
  readonly crashes: readonly string[]
}

/** How a market is run for comparison: nothing twice, nothing again. */
const PLAIN: Pick<Scenario, 'deployment' | 'tuning'> = {
  deployment: 'split',
  tuning: {
    partitions: 1,
    commitRecords: 500,
    commitEvents: 500,
    snapshotEvents: 1_500,
    pollRecords: 500,
    batchRows: 1_000,
    live: false,
    rebuilds: false,
  },
}

const undisturbed = new Map<number, Promise<WorldRun>>()

/** A market without faults: what every other run of it must come to. Nothing in it depends on how it is run. */
export function oracle(market: number): Promise<WorldRun> {
  const known = undisturbed.get(market) ?? runWorld({ seed: market, market, ...PLAIN }, [])
  undisturbed.set(market, known)
  return known
}

/** Runs the faults of a seed, or given ones. */
export async function playRound(
  seed: number,
  options: { readonly only?: Wanted; readonly faults?: readonly Fault[]; readonly planted?: Planted } = {},
): Promise<Round> {
  const scenario = drawScenario(seed, MARKETS)
  const expected = await oracle(scenario.market)
  const faults = options.faults ?? drawFaults(seed, groundOf(expected), options.only)
  try {
    const run = await runWorld(scenario, faults, options.planted)
    return {
      scenario,
      faults,
      met: run.met,
      compared: linesOf(expected.outcome),
      differences: differences(expected.outcome, run.outcome),
      crashes: run.crashes,
    }
  } catch (error) {
    return { scenario, faults, met: new Set(), compared: 0, differences: [], error, crashes: [] }
  }
}

const groundOf = ({ calls, virtualMs }: WorldRun): Ground => ({ calls, virtualMs })

export const hasFailed = ({ differences: found, error }: Round): boolean =>
  found.length > 0 || error !== undefined

/** How many lines differ. */
export const countDifferences = (found: readonly Difference[]): number =>
  found.reduce((sum, { missing, surplus }) => sum + missing.length + surplus.length, 0)

/** The smallest schedule with which a failed round still fails. */
export const shrinkRound = (round: Round, planted?: Planted): Promise<readonly Fault[]> =>
  shrink(round.faults, async (faults) =>
    hasFailed(
      await playRound(round.scenario.seed, { faults, ...(planted === undefined ? {} : { planted }) }),
    ),
  )

const SHOWN = 3
const SHOWN_LENGTH = 400

/** What whoever reads of a failed round needs: the seed, the smallest schedule, what differs, how to run it again. */
export function describeFailure(round: Round, smallest: readonly Fault[]): string {
  const { scenario, faults, error, differences: found } = round
  const what =
    error === undefined
      ? found.map(({ where, missing, surplus }) =>
          [
            `  ${where}: ${missing.length} lines missing, ${surplus.length} too many`,
            ...missing.slice(0, SHOWN).map((line) => `    - ${line.slice(0, SHOWN_LENGTH)}`),
            ...surplus.slice(0, SHOWN).map((line) => `    + ${line.slice(0, SHOWN_LENGTH)}`),
          ].join('\n'),
        )
      : [`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`]
  return [
    `Seed ${scenario.seed} failed. Set-up: ${JSON.stringify(scenario)}`,
    ...what,
    `Of ${faults.length} faults these ${smallest.length} are enough:`,
    ...smallest.map((fault) => `  ${JSON.stringify(fault)}`),
    'Again, all faults:',
    `  PULSE_FAULT_SEED=${scenario.seed} PULSE_FAULT_ROUNDS=1 npx vitest run --project faults test/faults/simulation/simulation.test.ts`,
    'Again, those that are enough: the same with',
    `  PULSE_FAULT_SCHEDULE='${JSON.stringify(smallest)}'`,
  ].join('\n')
}
