import { describe, expect, it } from 'vitest'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { SeriesRow } from '../../services/ingest/series/series-row.ts'
import { closeOf, publishRows } from '../../services/ingest/series/testing/series-rows.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'
import { type ProcessorRun, withProcessorRun } from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'
import { sessionsBetween } from '../support/series-run.ts'

const ACCOUNTS = ['targets', 'portfolios', 'weights', 'portfolioStats'] as const satisfies TopicKey[]
const NEEDED: readonly string[] = [...TOPICS.targets.writers, 'portfolios']
const PROCESSORS = {
  processors: SIGNAL_PROCESSORS.filter(({ name }) => NEEDED.includes(name)),
  topics: ACCOUNTS,
}

/** Two indices that take turns in leading, from 2023 to 2025: style-rotation needs 243 sessions to begin. */
function madeRows(): SeriesRow[] {
  const random = randomFrom(7)
  let [large, small] = [4000, 6000]
  return sessionsBetween(20230103, 20250630).flatMap((session, at) => {
    const lead = Math.sin(at / 25) * 0.006
    large *= 1 + lead + (random() - 0.5) * 0.02
    small *= 1 - lead + (random() - 0.5) * 0.02
    return [closeOf('000300.SH', session, large), closeOf('000852.SH', session, small)]
  })
}

const accounts = (run: ProcessorRun, epoch?: number) =>
  Promise.all(ACCOUNTS.map((topic) => run.lines(topic, epoch)))
const until = (rows: readonly SeriesRow[], date: number) =>
  rows.filter((row) => row.topic === 'series' && row.value.tradeDate <= date)

describe('a backtest goes on live', () => {
  it('history at once, or history, a restart, and then day after day: the same rows', async () => {
    const rows = madeRows()
    const atOnce = await withProcessorRun(PROCESSORS, 1, async (run) => {
      const { marker } = await publishRows(run.ingest, rows)
      await run.process(marker)
      return accounts(run)
    })
    const [targets, days] = atOnce
    expect(targets!.length).toBeGreaterThan(3)
    expect(days!.length).toBeGreaterThan(300)

    const inParts = await withProcessorRun(PROCESSORS, 1, async (first, reopen) => {
      let run = first
      const ends = [20241231, 20250102, 20250103, 20250127, 20250205, 20250630]
      for (const end of ends) {
        const { marker, series } = await publishRows(run.ingest, until(rows, end))
        expect(series.series.late).toBe(0)
        await run.process(marker)
        run = await reopen()
      }
      return accounts(run)
    })
    expect(inParts).toEqual(atOnce)
  }, 120_000)

  it('bars that came late change nothing that was said, and a rebuild takes them in', async () => {
    const rows = madeRows().filter((row) => row.topic === 'series' && row.value.tradeDate <= 20240628)
    const isMissing = (row: SeriesRow): boolean =>
      row.topic === 'series' && row.value.symbol === '000300.SH' && row.value.tradeDate % 100 === 20
    const missing = rows.filter(isMissing)
    expect(missing.length).toBeGreaterThan(8)
    const whole = await withProcessorRun(PROCESSORS, 1, async (run) => {
      const { marker } = await publishRows(run.ingest, rows)
      await run.process(marker)
      return accounts(run)
    })
    await withProcessorRun(PROCESSORS, 1, async (run) => {
      const gaps = await publishRows(
        run.ingest,
        rows.filter((row) => !isMissing(row)),
      )
      await run.process(gaps.marker)
      const before = await accounts(run)
      const late = await publishRows(run.ingest, missing)
      expect(late.series.series.late).toBe(missing.length)
      await run.process(late.marker)
      expect(await accounts(run)).toEqual(before)
      expect(before).not.toEqual(whole)

      const { epoch, marker } = await run.ingest.rebuild({})
      await run.process(marker)
      expect(await accounts(run, epoch)).toEqual(whole)
    })
  }, 120_000)
})
