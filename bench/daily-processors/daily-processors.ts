import { deepStrictEqual } from 'node:assert/strict'
import { sessionClose } from '../../core/market/trade-date.ts'
import type { DailyBar, Instrument } from '../../schemas/generated/events.ts'
import { discover } from '../../services/ingest/discover.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import { readSessions } from '../../services/ingest/session-stream.ts'
import { type DailyOutputs, DailyPipeline } from '../../test/support/pipeline-harness.ts'
import { knownInstruments } from '../../test/support/real-history.ts'
import type { Bench } from '../bench.ts'
import { SAMPLE } from '../data.ts'
import { formatRate, formatSpread, interleaved, timesAsLong } from '../measure.ts'
import type { DayResult } from './plain-day.ts'
import { type PlainSession, plainLoop } from './plain-loop.ts'

const REPEATS = 9

/** The processors' pipelines and state against a script that computes the same from the same decoded bars. */
export const dailyProcessors: Bench = {
  name: 'daily-processors',
  title: 'daily processors vs a plain loop over the same decoded bars (aim: at most twice as long)',
  async run() {
    const sessions = await sampleSessions()
    const instruments = knownInstruments()
    const byKey = new Map(instruments.map((record) => [record.instrument as string, record]))
    const processed = throughProcessors(sessions, instruments)
    deepStrictEqual(processed.map(comparable), plainLoop(sessions, byKey).map(withoutScopes))

    const seconds = await interleaved(
      {
        processors: () => throughProcessors(sessions, instruments),
        plain: () => plainLoop(sessions, byKey),
      },
      REPEATS,
    )
    const bars = sessions.reduce((sum, session) => sum + session.bars.length, 0)
    return [
      `${bars.toLocaleString('en-US')} bars of the ${SAMPLE.title}; equal results of ${sessions.length} sessions`,
      `processors ${formatRate(bars, seconds.processors)}, plain loop ${formatRate(bars, seconds.plain)}`,
      `processors take ${formatSpread(timesAsLong(seconds.processors, seconds.plain))} times as long`,
    ]
  },
}

async function sampleSessions(): Promise<PlainSession[]> {
  const sessions: PlainSession[] = []
  const { files } = await discover(SAMPLE.files)
  for await (const { tradeDate, bars } of readSessions(files)) {
    const place = { dataset: 'main', epoch: 1, eventTime: sessionClose(tradeDate), late: false }
    sessions.push({ tradeDate, bars: bars.map(({ bar }): DailyBar => dailyBar(bar, place)) })
  }
  return sessions
}

function throughProcessors(
  sessions: readonly PlainSession[],
  instruments: readonly Instrument[],
): DailyOutputs[] {
  const pipeline = new DailyPipeline(instruments)
  return sessions.map(({ tradeDate, bars }, at) =>
    pipeline.session(
      {
        tradeDate,
        previousSession: sessions[at - 1]?.tradeDate ?? null,
        history: at === 0 ? 'first' : 'known',
        dataGap: false,
      },
      bars,
    ),
  )
}

/** The outputs as the records that go to the log. */
function comparable({ states, market }: DailyOutputs): Omit<DayResult, 'scopes'> {
  const record = <Value extends object>(value: Value) => ({ ...value, dataset: 'main', epoch: 1 })
  return {
    states: states.map(({ value }) => record(value)),
    stages: market.flatMap((event) => (event.topic === 'stage' ? [record(event.value)] : [])),
    tiers: market.flatMap((event) => (event.topic === 'ladder' ? [record(event.value)] : [])),
    breadth: market.flatMap((event) => (event.topic === 'breadth' ? [record(event.value)] : [])),
  }
}

const withoutScopes = ({ states, stages, tiers, breadth }: DayResult): Omit<DayResult, 'scopes'> => ({
  states,
  stages,
  tiers,
  breadth,
})
