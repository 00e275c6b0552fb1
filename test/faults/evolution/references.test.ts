import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { createCodec } from '../../../runtime/codec/codec.ts'
import type { RunOptions } from '../../../runtime/processor/run-processor.ts'
import { NO_FACTS, type ReferenceFacts } from '../../../services/ingest/reference-facts.ts'
import { DAILY_PROCESSORS } from '../../../services/sentiment/daily-processors.ts'
import { Crash, withFaults } from '../../support/faulty-log.ts'
import { ProcessorRun } from '../../support/processor-run.ts'
import { asDailyFile, randomMarket } from '../../support/random-market.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { ADAPTERS, type Adapter, withLog } from './adapters.ts'

const TOPICS_COMPARED = ['limitState', 'ladder', 'stage', 'breadth'] as const
const SYMBOLS = IS_FULL ? 150 : 30
const CHANGED = SYMBOLS / 5
const SESSIONS = 6
/** Sessions that are decided when the news comes. */
const DECIDED = 3
const SMALL: Partial<RunOptions> = { commitEvents: 20, snapshotEvents: 50, pollRecords: 15 }

type Lines = readonly (readonly string[])[]

/** Shares come under risk warning: their daily limit is 5% from then on, where it was 10%. */
describe.each(ADAPTERS)('the status of shares changes while everything runs, %s', (on) => {
  const rounds = roundsOf({ full: 12, small: 3 })
  it.each(Array.from({ length: rounds }, (_, round) => round))(
    'for sessions to come it holds from then on; for decided ones with a rebuild, and not before (round %i)',
    async (round) => {
      const market = asDailyFile(
        randomMarket({
          seed: SEED + round,
          sessions: SESSIONS,
          symbols: SYMBOLS,
          references: 1,
        }),
      )
      const days = market.map(({ tradeDate }) => tradeDate)
      const shares = market[0]!.bars.slice(0, CHANGED).map(({ bar }) => bar.symbol)
      const warned = (from: TradeDate): ReferenceFacts => ({
        ...NO_FACTS,
        instruments: shares.map((instrument) => ({
          instrument,
          status: { from, until: null, status: 'st' },
        })),
      })
      /** What comes out where all is known from the first day on, and nothing goes wrong. */
      const knownBefore = (facts: ReferenceFacts): Promise<Lines> =>
        withRun('embedded', async (run) => {
          await run.process((await run.publish(market, [], facts)).marker)
          return linesOf(run, 1)
        })

      const toCome = warned(days[DECIDED]!)
      const held = await withRun(on, async (run) => {
        await untilDone(run, (await run.publish(market.slice(0, DECIDED))).marker, 2 + round)
        await untilDone(run, (await run.publish(market.slice(DECIDED), [], toCome)).marker, 3 + round)
        return linesOf(run, 1)
      })
      const wanted = await knownBefore(toCome)
      expect(held).toEqual(wanted)
      const unwarned = await knownBefore(NO_FACTS)
      expect(held).not.toEqual(unwarned)

      const decided = warned(days[1]!)
      await withRun(on, async (run) => {
        await untilDone(run, (await run.publish(market.slice(0, DECIDED))).marker, 2 + round)
        await untilDone(run, (await run.publish(market.slice(DECIDED), [], decided)).marker, 3 + round)
        expect(until(await linesOf(run, 1), days[DECIDED - 1]!)).toEqual(until(unwarned, days[DECIDED - 1]!))
        const { epoch, marker } = await run.ingest.rebuild({})
        await untilDone(run, marker, 2 + round)
        expect(await linesOf(run, epoch)).toEqual(await knownBefore(decided))
      })
      recordFigures({
        kind: 'evolution',
        fault:
          'status of shares changed in the middle, for sessions to come and for decided ones; killed on the way',
        on,
        market: `${SESSIONS} sessions of ${SYMBOLS} shares, a fifth of them changed`,
        seed: SEED + round,
        rounds: 1,
        injected: 7,
        compared: 2 * wanted.flat().length,
        differences: 0,
      })
    },
  )
})

const withRun = <T>(on: Adapter, work: (run: ProcessorRun) => Promise<T>): Promise<T> =>
  withLog(on, async (open) => {
    const { log, registry } = await open()
    const set = { processors: DAILY_PROCESSORS, topics: TOPICS_COMPARED }
    const run = await ProcessorRun.open(log, createCodec(registry), 3, set)
    try {
      return await work(run)
    } finally {
      await run.close()
    }
  })

/** Processes up to a marker, dies at a commit on the way, and goes on. */
async function untilDone(run: ProcessorRun, marker: string, killAt: number): Promise<void> {
  const log = withFaults(run.log, (commit) => (commit === killAt ? 'crash' : undefined))
  await expect(run.process(marker, { ...SMALL, log })).rejects.toThrow(Crash)
  await run.process(marker, SMALL)
}

const linesOf = (run: ProcessorRun, epoch: number): Promise<Lines> =>
  Promise.all(TOPICS_COMPARED.map((topic) => run.lines(topic, epoch)))

const until = (topics: Lines, last: TradeDate): Lines =>
  topics.map((lines) =>
    lines.filter((line) => (JSON.parse(line) as { readonly tradeDate: number }).tradeDate <= last),
  )
