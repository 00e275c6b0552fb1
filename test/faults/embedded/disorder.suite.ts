import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { rowsOf, succeed, viewDigestsOf } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { simulateArgs } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, SEED } from '../support/rounds.ts'
import type { FaultBench } from './fault-bench.ts'

/** Real snapshots of one share, some of a day. */
const SNAPSHOTS = fileURLToPath(
  new URL('../../../services/ingest/ticks/fixtures/snapshots_20230201_600519.csv', import.meta.url),
)
/** A file's rows may stand in any order within this. */
const BOUND_SECONDS = 30
/** All that is said of a day, beside how often the feed repeated itself. */
const VIEWS = ['bars_1d', 'bars_1m', 'limit_up_daily', 'limit_events', 'sentiment_daily', 'ladder_daily']

export function disorderSuite(bench: () => FaultBench): void {
  describe.runIf(IS_FULL)('a feed in disorder', () => {
    it(`delivered twice and in any order within ${BOUND_SECONDS} s gives the same rows (seed ${SEED})`, async () => {
      const random = randomFrom(SEED)
      await bench().withHome('nothing', async (home) => {
        const shuffled = join(home, '..', `ticks_20230201_${SEED}.csv`)
        writeFileSync(shuffled, disordered(readFileSync(SNAPSHOTS, 'utf8'), random))
        const env = { PULSE_HOME: home }
        await succeed(['ticks', SNAPSHOTS, '--dataset', 'replay-clean'], env)
        await succeed(['ticks', shuffled, '--dataset', 'replay-shuffled'], env)
        const clean = await viewDigestsOf(home, 'replay-clean', VIEWS)
        const again = await viewDigestsOf(home, 'replay-shuffled', VIEWS)
        const differing = VIEWS.filter((view) => clean[view] !== again[view])
        const compared = Object.values(clean).reduce((sum, text) => sum + Number.parseInt(text, 10), 0)
        recordFigures({
          kind: 'disorder',
          fault: `real snapshots delivered twice, shuffled within ${BOUND_SECONDS} s`,
          on: 'embedded',
          market: '600519.SH, 2023-02-01',
          seed: SEED,
          rounds: 1,
          injected: readFileSync(SNAPSHOTS, 'utf8').split('\n').length,
          compared,
          differences: differing.length,
        })
        expect(compared).toBeGreaterThan(3)
        expect(differing, `seed ${SEED}`).toEqual([])
      })
    })

    it(`of duplicates, reordering, late and impossible ticks is accounted for to the last one (seed ${SEED})`, async () => {
      await bench().withHome('files', async (home) => {
        const faults = 'duplicates=0.02,late=0.002,reordered=0.02,staleDay=0.05,offGrid=0.001,crossed=0.002'
        const { stderr } = await succeed([...simulateArgs(bench().day), '--faults', faults], {
          PULSE_HOME: home,
        })
        const [{ hygiene } = { hygiene: {} }] = await rowsOf<{ hygiene: Record<string, number> }>(
          home,
          `SELECT mapApply((k, v) -> (k, toUInt32(v)), hygiene) AS hygiene FROM sentiment_minute_all
           WHERE dataset = '${bench().day.dataset}' ORDER BY minute DESC LIMIT 1`,
        )
        const [late] = await rowsOf<{ n: number }>(home, 'SELECT toUInt32(count()) AS n FROM late_events_all')
        const sent = Number(/([\d,]+) ticks of sim-1 published/.exec(stderr)![1]!.replaceAll(',', ''))
        // Late ones are among the accepted, and told in late events besides; the rest is a dead letter or dropped.
        const dropped = ['duplicate', 'staleDay', 'preOpen', 'offGrid', 'outsideLimits', 'unitChange']
        const counted = [...dropped, 'accepted'].reduce((sum, name) => sum + (hygiene[name] ?? 0), 0)
        const fates = `${sent} sent; ${JSON.stringify(hygiene)}; ${late!.n} late events`
        recordFigures({
          kind: 'disorder',
          fault: 'duplicates, reordering, late, stale and impossible ticks in the feed: each has one fate',
          on: 'embedded',
          market: bench().day.market,
          seed: SEED,
          rounds: 1,
          injected: sent - (hygiene.accepted ?? 0),
          compared: sent,
          differences: Math.abs(sent - counted),
          note: fates,
        })
        expect(counted, fates).toBe(sent)
        expect((hygiene.lateApplied ?? 0) + (hygiene.lateOlder ?? 0), fates).toBeLessThanOrEqual(late!.n)
      })
    })
  })
}

/** Every row twice, each up to the bound away from its place; rows of one time keep their order. */
function disordered(text: string, random: () => number): string {
  const [header, ...rows] = text.trimEnd().split('\n')
  const secondsOf = (row: string): number => {
    const [hour, minute, second] = row.slice(0, 12).split(':').map(Number)
    return hour! * 3600 + minute! * 60 + second!
  }
  const jitter = new Map<number, number>()
  const placed = [...rows, ...rows].map((row) => {
    const time = secondsOf(row)
    if (!jitter.has(time)) jitter.set(time, BOUND_SECONDS * random())
    return { row, at: time + jitter.get(time)! }
  })
  placed.sort((a, b) => a.at - b.at)
  return `${[header, ...placed.map(({ row }) => row)].join('\n')}\n`
}
