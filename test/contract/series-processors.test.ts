import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shanghaiDate } from '../../core/market/trade-date.ts'
import type { RunOptions } from '../../runtime/processor/run-processor.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import type { SeriesRow } from '../../services/ingest/series/series-row.ts'
import { publishRows } from '../../services/ingest/series/testing/series-rows.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'
import type { Fault } from '../support/faulty-log.ts'
import { faultyRun } from '../support/faulty-run.ts'
import { type Recording, recordRun, withProcessorRun } from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'
import { DELIVERIES, deliveredTwice, inputRecords } from './delivered-twice.ts'
import { madeSeries } from './made-series.ts'

const TOPICS_OF_THE_CHAIN = [
  'mapping',
  'microcap',
  'macro',
  'targets',
  'portfolios',
  'weights',
  'portfolioStats',
  'deadLetters',
] as const satisfies TopicKey[]
/** All writers of targets, and the accounts that follow them. */
const CHAIN = {
  processors: SIGNAL_PROCESSORS.filter(({ outputs }) =>
    outputs.some((topic) => topic === 'targets' || topic === 'portfolios'),
  ),
  topics: TOPICS_OF_THE_CHAIN,
}
const AT_LEAST = { mapping: 600, microcap: 800, macro: 300, targets: 30, portfolios: 250, weights: 250 }

const STRATEGIES = [
  'macro-timing',
  'mapping-oversold',
  'mapping-strong',
  'microcap-rotation',
  'microcap-timing',
  'style-rotation',
]
const ROWS = madeSeries()
const SEED = 20250103
/** Small enough that a run takes many transactions, snapshots and polls. */
const SMALL = { commitEvents: 300, snapshotEvents: 900, pollRecords: 200 } as const

/** What was known up to a day. */
const until = (day: number): readonly SeriesRow[] =>
  ROWS.filter(({ value }) => shanghaiDate(value.eventTime) <= day)

describe('processor contract: strategies that series drive, and their accounts', () => {
  const recordings = new Map<number, Recording>()
  let expected = ''

  const recorded = async (partitions: number): Promise<Recording> => {
    const known = recordings.get(partitions)
    if (known !== undefined) return known
    const recording = await recordRun(CHAIN, partitions, (run) => publishRows(run.ingest, ROWS))
    recordings.set(partitions, recording)
    return recording
  }
  const processed = async (partitions: number, options: Partial<RunOptions> = {}): Promise<string> => {
    const recording = await recorded(partitions)
    return withProcessorRun(CHAIN, recording, async (run) => {
      await run.process(recording.marker, options)
      return run.digest()
    })
  }

  beforeAll(async () => {
    const recording = await recorded(1)
    await withProcessorRun(CHAIN, recording, async (run) => {
      await run.process(recording.marker)
      for (const [topic, count] of Object.entries(AT_LEAST))
        expect((await run.lines(topic as TopicKey)).length, topic).toBeGreaterThanOrEqual(count)
      const accounts = (await run.lines('portfolios')).map((line) => JSON.parse(line).strategy)
      expect([...new Set(accounts)].sort()).toEqual(STRATEGIES)
      expected = await run.digest()
    })
  })

  afterAll(async () => {
    for (const { home } of recordings.values()) await rm(home, { recursive: true, force: true })
  })

  describe('gives bit-identical events', () => {
    it('on 4 partitions', async () => {
      expect(await processed(4)).toBe(expected)
    })

    it.each([17, 500])('in polls of %i records', async (pollRecords) => {
      expect(await processed(3, { pollRecords, commitEvents: 10 * pollRecords })).toBe(expected)
    })

    it('when processing goes along with publishing, with restarts between', async () => {
      await withProcessorRun(CHAIN, 3, async (first, reopen) => {
        let run = first
        for (const day of [20241231, 20250102, 20250103, 20250127, 20250205, 20251231]) {
          const { marker, series } = await publishRows(run.ingest, until(day))
          expect(series.series.late + series.observations.late).toBe(0)
          await run.process(marker, SMALL)
          run = await reopen()
        }
        expect(await run.digest()).toBe(expected)
      })
    })

    it.each(DELIVERIES)('when records are delivered twice: %s', async (when) => {
      const recording = await recorded(3)
      const inputs = await withProcessorRun(CHAIN, recording, inputRecords)
      await withProcessorRun(CHAIN, 3, async (run) => {
        await run.write(deliveredTwice(inputs, when, SEED))
        await run.process(recording.marker, SMALL)
        expect(await run.digest()).toBe(expected)
      })
    })
  })

  describe('does not notice faults', () => {
    it.each(['abort', 'crash', 'crashAfter'] as const)('%s at every fifth commit', async (fault) => {
      const { digest, faults } = await withFaultyRun((commit) =>
        commit <= 60 && commit % 5 === 0 ? fault : undefined,
      )
      expect(faults).toBeGreaterThan(3)
      expect(digest).toBe(expected)
    })

    it('of all kinds, at random', async () => {
      const random = randomFrom(SEED)
      const kinds: (Fault | undefined)[] = ['abort', 'crash', 'crashAfter', ...Array(12).fill(undefined)]
      const { digest } = await withFaultyRun(() => kinds[Math.floor(random() * kinds.length)])
      expect(digest).toBe(expected)
    })
  })

  it('loses a poisoned event as one dead letter, and nothing else', async () => {
    const isPoisonable = ({ topic, value }: SeriesRow): boolean =>
      topic === 'observations' && value.series === 'CN.SHIBOR.1W' && value.period === 20250306
    const dirty = ROWS.map((row) =>
      isPoisonable(row) ? ({ ...row, value: { ...row.value, value: 1e300 } } as SeriesRow) : row,
    )
    const [clean, poisoned] = [await said(ROWS.filter((row) => !isPoisonable(row))), await said(dirty)]
    expect(clean.letters).toEqual([])
    expect(poisoned.letters.map((letter) => JSON.parse(letter))).toMatchObject([
      { code: 'processingFailed', source: TOPICS.observations.name },
    ])
    expect(poisoned.lines).toEqual(clean.lines)
  })

  const said = (rows: readonly SeriesRow[]) =>
    withProcessorRun(CHAIN, 1, async (run) => {
      const { marker } = await publishRows(run.ingest, rows)
      await run.process(marker, SMALL)
      const topics = CHAIN.topics.filter((topic) => topic !== 'deadLetters')
      const lines = await Promise.all(topics.map((topic) => run.lines(topic)))
      return { lines, letters: await run.lines('deadLetters') }
    })

  const withFaultyRun = async (faultAt: (commit: number) => Fault | undefined) =>
    faultyRun(CHAIN, await recorded(3), faultAt, SMALL)
})
