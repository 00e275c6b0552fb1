import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stopEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { runPulse, startPulse, succeed } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { simulateArgs } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { whenLogHas } from './aims.ts'
import {
  appendLeftovers,
  type Damage,
  damageState,
  flipInSegment,
  flipped,
  removed,
  shortened,
  truncateSegment,
} from './damage.ts'
import { copyHome, type FaultBench } from './fault-bench.ts'

type Damaging = (home: string, random: () => number) => Promise<Damage> | Damage

const isShard = (_task: string, key: string): boolean => /^v\d+\/[^/]+\/\d+\//.test(key)
const isManifest = (_task: string, key: string): boolean => /^v\d+\/manifest$/.test(key)
const isProgress = (_task: string, key: string): boolean => /^v\d+\/progress(-copy)?$/.test(key)
const isOfIngest = (task: string, key: string): boolean =>
  task.includes('/ingest/') && /\/(publisher|ledger\/\d+|facts\/\w+)$/.test(key)

/** What is detected and made good by itself. */
const HEALED: Readonly<Record<string, Damaging>> = {
  'a bit of a state shard': (home, random) => damageState(home, random, isShard, flipped),
  'a shortened state shard': (home, random) => damageState(home, random, isShard, shortened),
  'a missing state shard': (home, random) => damageState(home, random, isShard, removed),
  'a bit of a manifest': (home, random) => damageState(home, random, isManifest, flipped),
  'a bit of what a task has written': (home, random) => damageState(home, random, isProgress, flipped),
  'bytes behind the committed end': appendLeftovers,
}

/** What nobody can make good: it is named, nothing is worked with, and all goes on once it is whole again. */
const REFUSED: Readonly<Record<string, { readonly damage: Damaging; readonly says: RegExp }>> = {
  'a bit of what ingest remembers': {
    damage: (home, random) => damageState(home, random, isOfIngest, flipped),
    says: /What ingest remembers of \S+ is damaged/,
  },
  'a bit in the middle of a segment': {
    damage: async (home, random) => {
      await readAgain(home, random)
      return flipInSegment(home, random, 'market.ticks')
    },
    says: /Batch at byte \d+ of \S+\.segment \(offset \d+\)|impossible length/,
  },
  'a truncated segment': {
    damage: async (home, random) => {
      await readAgain(home, random)
      return truncateSegment(home, random, 'market.ticks')
    },
    says: /yte \d+ of \S+\.segment \(offset \d+\): the file ends before the committed end/,
  },
}

/** Has every task of limit-state begin at the beginning of its topics. */
async function readAgain(home: string, random: () => number): Promise<void> {
  for (let task = 0; ; task += 1)
    try {
      await damageState(
        home,
        random,
        (name, key) => name.endsWith(`/limit-state/${task}`) && isManifest(name, key),
        removed,
      )
    } catch {
      return
    }
}

export function stateSuite(bench: () => FaultBench): void {
  describe('damaged or missing state', () => {
    const rounds = roundsOf({ full: 3, small: 1 })
    let interrupted: string | undefined

    /** A session that was ended in order half-way, so that every task has left a snapshot. */
    async function halfWay(): Promise<string> {
      if (interrupted !== undefined) return interrupted
      interrupted = join(bench().newHome(), 'half-way')
      await bench().withHome('files', async (home) => {
        const pulse = startPulse(simulateArgs(bench().day), { PULSE_HOME: home })
        const topic = 'market.ticks'
        await Promise.race([whenLogHas(topic, bench().logBytes.get(topic)! / 2)(pulse, home), pulse.finished])
        pulse.child.kill('SIGTERM')
        await pulse.finished
        await stopEngine(home)
        await copyHome(home, interrupted!)
      })
      return interrupted
    }

    const withHalfWay = async (work: (home: string) => Promise<void>): Promise<void> => {
      const from = await halfWay()
      await bench().withHome('nothing', async (home) => {
        await copyHome(from, home)
        await work(home)
      })
    }

    const kinds = [
      ...Object.keys(HEALED).map((kind) => ({ kind, healed: true })),
      ...Object.keys(REFUSED).map((kind) => ({ kind, healed: false })),
    ]
    // In CI all that heals is damaged at once.
    const tried = IS_FULL ? kinds : [{ kind: 'all that heals', healed: true }]
    it.each(tried)(
      `$kind: the same tables and topics in the end (seed ${SEED})`,
      async ({ kind, healed }) => {
        const random = randomFrom(SEED)
        let compared = 0
        const differing: string[] = []
        let injected = 0
        for (let round = 0; round < rounds; round += 1)
          await withHalfWay(async (home) => {
            const env = { PULSE_HOME: home }
            const done: string[] = []
            if (healed) {
              for (const [name, damage] of Object.entries(HEALED))
                if (name === kind || kind === 'all that heals') done.push((await damage(home, random)).what)
            } else {
              const { damage, says } = REFUSED[kind]!
              const { what, undo } = await damage(home, random)
              done.push(what)
              const refused = await runPulse(simulateArgs(bench().day), env)
              expect(refused.code, `${what}: ${refused.stderr.slice(-2_000)}`).toBe(1)
              expect(refused.stderr, what).toMatch(says)
              await undo()
            }
            injected += done.length
            await succeed(simulateArgs(bench().day), env)
            const comparison = await bench().compare(home)
            compared += comparison.compared
            differing.push(
              ...comparison.differing.map((name) => `round ${round}, ${done.join(', ')}: ${name}`),
            )
          })
        recordFigures({
          kind: 'state',
          fault: kind,
          on: 'embedded',
          market: bench().day.market,
          seed: SEED,
          rounds,
          injected,
          compared,
          differences: differing.length,
          note: healed
            ? 'detected and rebuilt from the log'
            : 'refused with file and place; whole again, it went on',
        })
        expect(differing, `seed ${SEED}: PULSE_FAULT_SEED=${SEED} runs it again`).toEqual([])
      },
    )
  })
}
