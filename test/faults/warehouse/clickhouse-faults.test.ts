import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../support/random-market.ts'
import { differingViews, rowsOfDigests, undisturbed, writeFaultDay } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import type { Asked, Mishap } from './clickhouse-proxy.ts'
import { type RecordedDay, withRound } from './stored-day.ts'

const DOWN_MS = IS_FULL ? 120_000 : 2_000
const SLOW_MS = IS_FULL ? 5_000 : 300

const exception = (code: number, name: string, status: number, text: string): Mishap => ({
  kind: 'exception',
  code,
  name,
  status,
  text,
})

/** What ClickHouse says when it does not take an insert now, in its words and with its HTTP status. */
const REFUSALS: readonly Mishap[] = [
  exception(
    252,
    'TOO_MANY_PARTS',
    500,
    'Too many parts (3001 with average size of 3.50 MiB) in table. Merges are processing significantly slower than inserts.',
  ),
  exception(164, 'READONLY', 403, 'Cannot execute query in readonly mode.'),
  exception(242, 'TABLE_IS_READ_ONLY', 500, 'Table is in readonly mode.'),
  exception(
    241,
    'MEMORY_LIMIT_EXCEEDED',
    500,
    'Memory limit (total) exceeded: would use 21.60 GiB, maximum: 21.60 GiB.',
  ),
  exception(243, 'NOT_ENOUGH_SPACE', 500, 'Cannot reserve 1.00 MiB, not enough space.'),
  exception(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 503, 'Too many simultaneous queries. Maximum: 100.'),
  exception(159, 'TIMEOUT_EXCEEDED', 408, 'Timeout exceeded: elapsed 30001 ms, maximum: 30000 ms.'),
  { kind: 'gateway' },
]

type Weather = (random: () => number) => (asked: Asked) => Mishap | undefined

/** Each insert meets it with this chance, so that an attempt after it may meet it again. */
const often =
  (chance: number, mishap: (random: () => number) => Mishap): Weather =>
  (random) =>
  ({ insert }) =>
    insert > 0 && random() < chance ? mishap(random) : undefined

/** From a random insert on for so long, whatever is asked. */
const spell =
  (ms: number, mishap: (random: () => number) => Mishap): Weather =>
  (random) => {
    const from = 1 + Math.floor(random() * 20)
    let began: number | undefined
    return ({ insert }) => {
      if (insert >= from) began ??= performance.now()
      return began !== undefined && performance.now() - began < ms ? mishap(random) : undefined
    }
  }

/** At a few inserts, each once. */
const atInserts =
  (count: number, most: number, mishap: Mishap): Weather =>
  (random) => {
    const at = new Set(Array.from({ length: count }, () => 1 + Math.floor(random() * most)))
    return ({ insert }) => (at.delete(insert) ? mishap : undefined)
  }

interface Fault {
  readonly fault: string
  readonly weather: Weather
  /** Rounds of the whole suite, and of CI. */
  readonly full: number
  readonly small: number
}

const FAULTS: readonly Fault[] = [
  {
    fault: `down for ${DOWN_MS / 1000} s`,
    weather: spell(DOWN_MS, () => ({ kind: 'down' })),
    full: 2,
    small: 1,
  },
  {
    fault: `answers ${SLOW_MS / 1000} s late`,
    weather: often(IS_FULL ? 0.1 : 0.2, () => ({ kind: 'slow', ms: SLOW_MS })),
    full: 2,
    small: 0,
  },
  {
    fault: 'refuses: too many parts, read-only, memory, disk, queries, time, a gateway',
    weather: often(0.35, (random) => REFUSALS[Math.floor(random() * REFUSALS.length)]!),
    full: 8,
    small: 1,
  },
  {
    fault: 'insert applied, answer lost',
    weather: often(0.3, () => ({ kind: 'answerLost' })),
    full: 8,
    small: 0,
  },
  {
    fault: 'connection cut in the middle of the body',
    weather: often(0.3, () => ({ kind: 'bodyCut' })),
    full: 8,
    small: 0,
  },
  {
    fault: 'engine killed during an insert',
    weather: atInserts(3, 30, { kind: 'killed' }),
    full: 8,
    small: 1,
  },
  {
    fault: 'credentials wrong in between',
    weather: spell(IS_FULL ? 20_000 : 1_500, (random) =>
      random() < 0.5
        ? { kind: 'wrongPassword' }
        : exception(193, 'WRONG_PASSWORD', 403, 'Wrong password for user pulse'),
    ),
    full: 2,
    small: 1,
  },
]

describe('faults between the sink and ClickHouse', () => {
  let folder: string
  let recorded: RecordedDay

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pulse-clickhouse-day-'))
    const day = await writeFaultDay(join(folder, 'day'), { step: IS_FULL ? 4 : 20 })
    const home = join(folder, 'undisturbed')
    recorded = { home, day, expected: await undisturbed(day, home) }
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
  })

  it.each(FAULTS.filter(({ small }) => IS_FULL || small > 0))(
    '$fault: waited out, and the tables are those of an undisturbed run',
    async ({ fault, weather, full, small }) => {
      const rounds = roundsOf({ full, small })
      let injected = 0
      let compared = 0
      let differences = 0
      const seconds: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const seed = SEED + round
        const random = randomFrom(seed)
        const decide = weather(random)
        await withRound(recorded, decide, async (world) => {
          const letters = await world.log.ends('dead-letters')
          const began = performance.now()
          const sink = await world.start({ batchRows: 1_000 + Math.floor(random() * 3_000) })
          await world.stored(sink)
          seconds.push((performance.now() - began) / 1000)
          await sink.stop()
          const differing = differingViews(await world.digests(), recorded.expected)
          expect(
            differing,
            `seed ${seed}: PULSE_FAULT_SEED=${seed} PULSE_FAULTS=${IS_FULL ? 'full' : ''} PULSE_FAULT_ROUNDS=1 npx vitest run --project faults test/faults/warehouse`,
          ).toEqual([])
          expect(await world.log.ends('dead-letters')).toEqual(letters)
          expect(world.proxy.injected).toBeGreaterThan(0)
          if (!fault.includes('late')) expect(world.retries.length).toBeGreaterThan(0)
          if (fault.includes('credentials'))
            expect(world.retries.join('\n')).toMatch(/Check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD/)
          injected += world.proxy.injected
          compared += rowsOfDigests(recorded.expected)
          differences += differing.length
        })
      }
      seconds.sort((a, b) => a - b)
      recordFigures({
        kind: 'clickhouse',
        fault,
        on: 'embedded',
        market: recorded.day.market,
        seed: SEED,
        rounds,
        injected,
        compared,
        differences,
        note: `the embedded engine behind CLICKHOUSE_URL and a proxy; the whole log stored anew in ${seconds[seconds.length >> 1]!.toFixed(1)} s (median)`,
      })
    },
  )
})
