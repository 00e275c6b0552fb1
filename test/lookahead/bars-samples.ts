import { boardOf } from '../../core/market/board.ts'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { Fen } from '../../core/market/price.ts'
import { sessionClose, shanghaiTime, type TradeDate } from '../../core/market/trade-date.ts'
import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import type { SessionItems } from '../../services/ingest/source.ts'
import { crossSectionProcessor } from '../../services/sentiment/cross-section/cross-section-processor.ts'
import { crowdingProcessor } from '../../services/sentiment/crowding/crowding-processor.ts'
import { limitStateProcessor } from '../../services/sentiment/limit-state/limit-state-processor.ts'
import { marketProcessor } from '../../services/sentiment/market/market-processor.ts'
import { microcapIndexProcessor } from '../../services/signals/microcap-index/microcap-index-processor.ts'
import { CLEAN_LINE } from '../support/bad-line.ts'
import { testInstrument } from '../support/pipeline-harness.ts'
import { pipelineOutputs } from '../support/pipeline-run.ts'
import { randomFrom, randomMarket } from '../support/random-market.ts'
import { tickMarket } from '../support/tick-market.ts'
import type { Hunted, LookAheadSample, Output } from './look-ahead.ts'
import { otherInstruments, otherSessions } from './other-future.ts'

/** The processors that bars and snapshots drive, in the order in which data flow. */
const CHAIN = [
  limitStateProcessor,
  marketProcessor,
  crossSectionProcessor,
  crowdingProcessor,
  microcapIndexProcessor,
] as unknown as readonly ProcessorDefinition[]

const CALM = { batches: () => 1, rollsBack: () => false, restores: () => false }

interface Market {
  readonly sessions: readonly SessionItems[]
  readonly instruments: readonly Instrument[]
  readonly moments: readonly number[]
}

/** Sessions of bars; shares are issued, marked ST, and delisted while they last. */
function marketOfBars(): Market {
  const random = randomFrom(77)
  const sessions = randomMarket({ seed: 78, sessions: 16, symbols: 60 }).map((session) => ({
    ...session,
    bars: session.bars.map((taken) => ({
      ...taken,
      bar: { ...taken.bar, amount: Math.round((taken.bar.close * taken.bar.volume) / 100) as Fen },
    })),
  }))
  const dates = sessions.map(({ tradeDate }) => tradeDate)
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const symbols = [...new Set(sessions.flatMap(({ bars }) => bars.map(({ bar }) => bar.symbol)))]
  const instruments = symbols.map((symbol) =>
    testInstrument(symbol, {
      board: boardOf(symbol),
      industry: pick(['半导体', '银行', '通信设备']),
      concepts: random() < 0.5 ? ['CPO概念'] : [],
      listDate: 20100104 as TradeDate,
      delistDate: random() < 0.1 ? pick(dates) : null,
      shareCapital: [
        { effectiveDate: 20200101 as TradeDate, totalShares: 1e6 + Math.floor(random() * 1e8) },
        { effectiveDate: pick(dates), totalShares: 1e6 + Math.floor(random() * 1e8) },
      ],
      statusHistory: random() < 0.3 ? [{ from: pick(dates), until: null, status: 'st' }] : [],
    }),
  )
  return { sessions, instruments, moments: dates.map(sessionClose) }
}

/** Three sessions of bars, then two of snapshots. */
function marketOfTicks(): Market {
  const { sessions, shares } = tickMarket({
    seed: 20220427,
    habits: ['climbs', 'trades', 'falls', 'haltedFromNoon', 'closingBreak', 'oneWord', 'noBook', 'from1040'],
    tickSessions: 2,
    line: CLEAN_LINE,
  })
  const instruments = shares.map(({ symbol, isSt, industry, concepts }) =>
    testInstrument(symbol, {
      board: boardOf(symbol),
      industry,
      concepts: [...concepts],
      listDate: 20100104 as TradeDate,
      shareCapital: [{ effectiveDate: 20200101 as TradeDate, totalShares: 1e8 }],
      statusHistory: isSt ? [{ from: 20100104 as TradeDate, until: null, status: 'st' }] : [],
    }),
  )
  const days = sessions.filter(({ ticks }) => ticks !== undefined).map(({ tradeDate }) => tradeDate)
  const moments = days.flatMap((day) =>
    [9, 10, 13, 14].flatMap((hour) => [35, 40, 52].map((minute) => shanghaiTime(day, hour, minute, minute))),
  )
  return { sessions, instruments, moments: [...moments, ...days.map(chineseNight)].sort((a, b) => a - b) }
}

/** Midnight after a session. */
const chineseNight = (day: TradeDate): number => shanghaiTime(chineseCalendar.next(day), 0, 0)

/** One run of the chain serves all of its processors, and one other future of a moment, too. */
const said = new Map<() => Market, Hunted>()

function hunted(make: () => Market): Hunted {
  const known = said.get(make)
  if (known !== undefined) return known
  const { sessions, instruments, moments } = make()
  const others = new Map<string, readonly Output[]>()
  const fresh: Hunted = {
    moments,
    said: pipelineOutputs(CHAIN, sessions, CALM, instruments),
    changed(moment, random) {
      const place = String(moment)
      const before = others.get(place)
      if (before !== undefined) return before
      const outputs = pipelineOutputs(
        CHAIN,
        otherSessions(sessions, moment, random),
        CALM,
        otherInstruments(instruments, moment, random),
      )
      others.set(place, outputs)
      return outputs
    },
  }
  said.set(make, fresh)
  return fresh
}

function chainSample(
  { outputs }: ProcessorDefinition,
  input: string,
  atLeast: number,
  make: () => Market,
): LookAheadSample {
  const own = (all: readonly Output[]): Output[] => all.filter(({ topic }) => outputs.includes(topic))
  const load = (): Hunted => {
    const chain = hunted(make)
    return {
      moments: chain.moments,
      said: own(chain.said),
      changed: (moment, random) => own(chain.changed(moment, random)),
    }
  }
  return { input, atLeast, load, runs: make === marketOfBars ? 8 : 3 }
}

/** Fewest outputs of each processor of bars and of snapshots. */
const AT_LEAST: Readonly<Record<string, readonly [bars: number, ticks: number]>> = {
  'limit-state': [300, 3000],
  market: [80, 800],
  'cross-section': [16, 5],
  crowding: [80, 10],
  'microcap-index': [15, 4],
}

/** Every processor that bars drive, by its name, on bars and on snapshots. */
export const BARS_SAMPLES: Readonly<Record<string, readonly LookAheadSample[]>> = Object.fromEntries(
  CHAIN.map((processor) => {
    const [bars, ticks] = AT_LEAST[processor.name]!
    return [
      processor.name,
      [
        chainSample(processor, 'sessions of bars', bars, marketOfBars),
        chainSample(processor, 'sessions of snapshots', ticks, marketOfTicks),
      ],
    ]
  }),
)
