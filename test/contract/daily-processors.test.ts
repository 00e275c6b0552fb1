import { beforeAll, describe, expect, it } from 'vitest'
import type { Price } from '../../core/market/price.ts'
import type { SessionItems, SourceBar } from '../../services/ingest/source.ts'
import { type DailyLogRun, withEmbeddedRun } from '../support/daily-log-run.ts'
import { Crash, type Fault, withFaults } from '../support/faulty-log.ts'
import { randomFrom, randomMarket } from '../support/random-market.ts'

/** The contract of every processor: however it was run, what it published is the same to the bit. */
const MARKET = randomMarket({ seed: 20220425, sessions: 12, symbols: 60 })
const SMALL = { commitEvents: 40, snapshotEvents: 90, pollRecords: 25 } as const
let expected = ''

beforeAll(async () => {
  expected = await withEmbeddedRun(1, async (run) => {
    const { marker } = await run.publish(MARKET)
    await run.process(marker)
    const lines = await run.lines('stage')
    expect(lines.length).toBeGreaterThan(12)
    return run.digest()
  })
})

describe('daily processors give bit-identical events', () => {
  it.each([1, 3, 12])('on %i partitions', async (partitions) => {
    await withEmbeddedRun(partitions, async (run) => {
      const { marker } = await run.publish(MARKET)
      await run.process(marker)
      expect(await run.digest()).toBe(expected)
    })
  })

  it.each([1, 7, 100, 100_000])('polled %i records at a time', async (pollRecords) => {
    await withEmbeddedRun(3, async (run) => {
      const { marker } = await run.publish(MARKET)
      await run.process(marker, { pollRecords, commitEvents: pollRecords })
      expect(await run.digest()).toBe(expected)
    })
  })

  it('with the symbols of a session in any order', async () => {
    const random = randomFrom(7)
    const shuffled = MARKET.map((session) => ({
      ...session,
      bars: session.bars
        .map((bar) => ({ bar, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ bar }) => bar),
    }))
    await withEmbeddedRun(3, async (run) => {
      const { marker } = await run.publish(shuffled)
      await run.process(marker)
      expect(await run.digest()).toBe(expected)
    })
  })

  it('when every session is published again, in another run', async () => {
    await withEmbeddedRun(1, async (run) => {
      await run.publish(MARKET.slice(0, 6))
      const again = await run.publish(MARKET)
      expect(again).toMatchObject({ late: 0, sessions: 6 })
      expect(again.duplicates).toBe(
        MARKET.slice(0, 6).reduce((bars, session) => bars + session.bars.length, 0),
      )
      await run.process(again.marker)
      expect(await run.digest()).toBe(expected)
    })
  })

  it('when processing goes along with publishing, with restarts between', async () => {
    await withEmbeddedRun(3, async (first, reopen) => {
      let run = first
      for (const session of MARKET) {
        const { marker } = await run.publish([session])
        await run.process(marker, SMALL)
        run = await reopen()
      }
      expect(await run.digest()).toBe(expected)
    })
  })
})

describe('an aborted transaction changes nothing', () => {
  it.each(Array.from({ length: 16 }, (_, at) => at + 1))('at commit %i', async (position) => {
    await withFault(3, (commit) => (commit === position ? 'abort' : undefined))
  })

  it('when every third commit aborts', async () => {
    await withFault(3, (commit) => (commit % 3 === 0 ? 'abort' : undefined))
  })
})

describe('a crash changes nothing', () => {
  it.each(Array.from({ length: 16 }, (_, at) => at + 1))('at commit %i', async (position) => {
    await withFault(3, (commit) => (commit === position ? 'crash' : undefined))
  })
})

describe('a poisoned event is one dead letter and its neighbours go on', () => {
  const positions = Array.from({ length: 12 }, (_, at) => [at % MARKET.length, (at * 5) % 40] as const)

  it.each(positions)('in session %i at bar %i', async (session, at) => {
    const without = MARKET.map((items, day) =>
      day === session ? { ...items, bars: items.bars.filter((_, index) => index !== at) } : items,
    )
    const clean = await publicLines(without)
    const poisoned = await withEmbeddedRun(1, async (run) => {
      const { marker } = await run.publish(poisonAt(MARKET, session, at))
      await run.process(marker, SMALL)
      const letters = await run.lines('deadLetters')
      expect(letters).toHaveLength(1)
      expect(JSON.parse(letters[0]!)).toMatchObject({ code: 'processingFailed', source: 'market.bars.1d' })
      return businessLines(run)
    })
    expect(poisoned).toEqual(clean)
  })
})

const businessLines = async (run: DailyLogRun): Promise<string[][]> =>
  Promise.all((['limitState', 'stage', 'ladder', 'breadth'] as const).map((topic) => run.lines(topic)))

const publicLines = (sessions: readonly SessionItems[]): Promise<string[][]> =>
  withEmbeddedRun(1, async (run) => {
    const { marker } = await run.publish(sessions)
    await run.process(marker)
    return businessLines(run)
  })

/** A return so large that no Avro long holds it: the processor's output cannot be encoded. */
function poisonAt(sessions: readonly SessionItems[], session: number, at: number): SessionItems[] {
  const impossible = (bar: SourceBar): SourceBar => ({
    ...bar,
    prevClose: 100 as Price,
    high: 1e13 as Price,
    close: 1e13 as Price,
  })
  return sessions.map((items, day) =>
    day !== session
      ? items
      : {
          ...items,
          bars: items.bars.map((taken, index) =>
            index === at ? { ...taken, bar: impossible(taken.bar) } : taken,
          ),
        },
  )
}

async function withFault(partitions: number, fault: (commit: number) => Fault | undefined): Promise<void> {
  await withEmbeddedRun(partitions, async (opened, reopen) => {
    const { marker } = await opened.publish(MARKET)
    const crashed = await opened.process(marker, { ...SMALL, log: withFaults(opened.log, fault) }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Crash) return true
        throw error
      },
    )
    const run = crashed ? await reopen() : opened
    if (crashed) await run.process(marker, SMALL)
    expect(await run.digest()).toBe(expected)
  })
}
