import { describe, expect, it } from 'vitest'
import { rowsOf, startPulse, succeed } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { ingestArgs, simulateArgs } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { type Aim, type Place, whenEnding, whenLogHas, whenRestoring, whenStored } from './aims.ts'
import type { FaultBench } from './fault-bench.ts'
import { sinkIsBehind } from './sink-behind.ts'

/** Kills of one round, on one home; its last run goes to the end. */
const KILLS = 5
/** Of those of a round that begins with nothing: while files are taken in. */
const KILLS_OF_FILES = 3
const TICK_TOPICS = [
  'market.ticks',
  'market.bars.1m',
  'sentiment.partials',
  'sentiment.groups',
  'sentiment.minutes',
  'sentiment.limit-state',
]
const FILE_TOPICS = ['market.bars.1d', 'market.series', 'sentiment.cross-section', 'signals.portfolios']
const STORED_TABLES = ['t_bars_1m', 't_minutes', 't_groups', 't_limit_states']
const PLACES: readonly Place[] = [
  'mid-batch',
  'between insert and commit',
  'restore',
  'shutdown',
  'again at once',
]

export function killSuite(bench: () => FaultBench): void {
  describe('kill -9 of the process that does everything', () => {
    const points = roundsOf({ full: 50, small: 3 })
    it(`${points} times leaves the tables and topics of an undisturbed run (seed ${SEED})`, async () => {
      const random = randomFrom(SEED)
      const hits = new Map<Place | 'ended before', number>()
      let between = 0
      let compared = 0
      const differing: string[] = []
      const count = (place: Place | 'ended before'): unknown => hits.set(place, (hits.get(place) ?? 0) + 1)
      const rounds = Math.ceil(points / KILLS)
      for (let round = 0; round < rounds; round += 1) {
        // Every other round begins with nothing, and is killed while it takes the files in, by either command.
        const fromFiles = IS_FULL && round % 2 === 1
        await bench().withHome(fromFiles ? 'nothing' : 'files', async (home) => {
          const env = { PULSE_HOME: home, PULSE_PORT: '0' }
          const stores = fromFiles ? undefined : await storesOf(home)
          for (let kill = 0; kill < Math.min(KILLS, points - round * KILLS); kill += 1) {
            const place = PLACES[kill % PLACES.length]!
            const takesFiles = fromFiles && kill < KILLS_OF_FILES
            // The simulated session takes over what is known of shares when it begins.
            if (fromFiles && kill === KILLS_OF_FILES) await succeed(ingestArgs(bench().day), env)
            const { aim, place: aimed } = aimAt(place, { bench: bench(), random, takesFiles, kill, stores })
            const args = takesFiles
              ? kill === 1
                ? ['start', '--no-simulation', '--source', ...bench().day.files]
                : ingestArgs(bench().day)
              : simulateArgs(bench().day)
            const pulse = startPulse(args, env)
            await Promise.race([aim(pulse, home), pulse.finished])
            pulse.child.kill('SIGKILL')
            await pulse.finished
            const wasKilled = pulse.child.signalCode === 'SIGKILL'
            count(wasKilled ? aimed : 'ended before')
            if (wasKilled && aimed === 'between insert and commit' && (await sinkIsBehind(home))) between += 1
          }
          if (fromFiles) await succeed(ingestArgs(bench().day), env)
          await succeed(simulateArgs(bench().day), env)
          const comparison = await bench().compare(home)
          compared += comparison.compared
          differing.push(...comparison.differing.map((name) => `round ${round}: ${name}`))
        })
      }
      const injected = [...hits].filter(([place]) => place !== 'ended before')
      recordFigures({
        kind: 'kill',
        fault: 'kill -9 of the all-in-one process',
        on: 'embedded',
        market: bench().day.market,
        seed: SEED,
        rounds,
        injected: injected.reduce((sum, [, times]) => sum + times, 0),
        compared,
        differences: differing.length,
        note: `${[...hits].map(([place, times]) => `${place} ${times}`).join(', ')}; rows stored and not committed: ${between}`,
      })
      expect(differing, `seed ${SEED}: PULSE_FAULT_SEED=${SEED} runs it again`).toEqual([])
    })
  })
}

interface Aiming {
  readonly bench: FaultBench
  readonly random: () => number
  readonly takesFiles: boolean
  readonly kill: number
  /** Folder of each table's parts; undefined while there are no tables yet. */
  readonly stores: ReadonlyMap<string, string> | undefined
}

function aimAt(
  place: Place,
  { bench, random, takesFiles, kill, stores }: Aiming,
): { readonly aim: Aim; readonly place: Place } {
  const topics = takesFiles ? FILE_TOPICS : TICK_TOPICS
  const topic = topics[Math.floor(random() * topics.length)]!
  const all = (takesFiles ? bench.logBytesOfFiles : bench.logBytes).get(topic) ?? 0
  const before = takesFiles ? 0 : (bench.logBytesOfFiles.get(topic) ?? 0)
  // Later kills of a round come later in the day: what was written stays.
  const share = Math.min((kill + random()) / KILLS, 0.95)
  const midBatch = whenLogHas(topic, before + share * (all - before))
  if (place === 'between insert and commit' && stores !== undefined) {
    const table = STORED_TABLES[Math.floor(random() * STORED_TABLES.length)]!
    return { place, aim: whenStored(stores.get(table)!, 1 + Math.floor(random() * 2)) }
  }
  if (place === 'restore') return { place, aim: whenRestoring(400 * random()) }
  if (place === 'shutdown') return { place, aim: whenEnding(midBatch, 500 * random()) }
  if (place === 'again at once') return { place, aim: whenRestoring(1_500 * random()) }
  return { place: 'mid-batch', aim: midBatch }
}

/** Where the engine keeps the parts of each table, beneath its data folder. */
async function storesOf(home: string): Promise<ReadonlyMap<string, string>> {
  const tables = await rowsOf<{ name: string; path: string }>(
    home,
    `SELECT name, data_paths[1] AS path FROM system.tables WHERE database = 'pulse' AND name LIKE 't\\_%'`,
  )
  return new Map(tables.map(({ name, path }) => [name, path.slice(path.indexOf('/store/') + 1)]))
}
