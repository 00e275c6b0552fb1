import { deepStrictEqual } from 'node:assert/strict'
import { sessionClose } from '../../core/market/trade-date.ts'
import type { AnyOutputEvent } from '../../runtime/processor/processor.ts'
import type { DailyBar, LimitState } from '../../schemas/generated/events.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { discover } from '../../services/ingest/discover.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import { readSessions } from '../../services/ingest/session-stream.ts'
import { knownInstruments } from '../../test/support/real-history.ts'
import type { Bench } from '../bench.ts'
import { SAMPLE } from '../data.ts'
import { formatRate, formatSpread, interleaved, timesAsLong } from '../measure.ts'
import type { DayResult } from './plain-day.ts'
import { type PlainSession, plainLoop } from './plain-loop.ts'
import { batchesOf, throughProcessors } from './processors.ts'

const REPEATS = 9

/** The processors' pipelines and state against a script that computes the same from the same decoded bars. */
export const dailyProcessors: Bench = {
  name: 'daily-processors',
  title: 'daily processors vs a plain loop over the same decoded bars (aim: at most twice as long)',
  async run() {
    const sessions = await sampleSessions()
    const instruments = knownInstruments()
    const byKey = new Map(instruments.map((record) => [record.instrument as string, record]))
    const batches = batchesOf(sessions)
    const processed = throughProcessors(batches, instruments)
    deepStrictEqual(processed.map(recordsOf), plainLoop(sessions, byKey).map(withoutScopes))

    const seconds = await interleaved(
      {
        processors: () => throughProcessors(batches, instruments),
        plain: () => plainLoop(sessions, byKey),
      },
      REPEATS,
      'processor',
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

/**
 * The outputs as the records that go to the log, by topic; breadth partials stay inside. Boards within a window
 * (几天几板) are the processors' alone: the plain loop does not count them.
 */
function recordsOf(outputs: readonly AnyOutputEvent<TopicKey>[]): Omit<DayResult, 'scopes'> {
  const ofTopic = (wanted: TopicKey) =>
    outputs.flatMap(({ topic, value }) =>
      topic === wanted ? [{ ...value, dataset: 'main', epoch: 1 } as never] : [],
    )
  return {
    states: ofTopic('limitState').map((state: LimitState) => ({
      ...state,
      boardsInWindow: null,
      windowDays: null,
    })),
    stages: ofTopic('stage'),
    tiers: ofTopic('ladder'),
    breadth: ofTopic('breadth'),
  }
}

const withoutScopes = ({ states, stages, tiers, breadth }: DayResult): Omit<DayResult, 'scopes'> => ({
  states,
  stages,
  tiers,
  breadth,
})
