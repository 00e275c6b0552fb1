import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { type EventTime, sessionClose, type TradeDate } from '../../core/market/trade-date.ts'
import type { DailyBar, History, Instrument } from '../../schemas/generated/events.ts'
import { discover } from '../../services/ingest/discover.ts'
import { dailyBar } from '../../services/ingest/publisher/daily-bar.ts'
import { DataCoverage } from '../../services/ingest/publisher/data-coverage.ts'
import { instrumentRecords } from '../../services/ingest/publisher/instrument-records.ts'
import { readSessions } from '../../services/ingest/session-stream.ts'
import type { Omission } from '../../services/ingest/source.ts'
import { type DailyOutputs, DailyPipeline, type SessionFrame } from './pipeline-harness.ts'

const DATA_FOLDER = process.env.PULSE_TEST_DATA ?? '../shared/data'

/**
 * Tests over large data sets, whose folder `PULSE_TEST_DATA` names. Where one of the files is absent, a
 * single test passes and says so in one line.
 *
 * @param names files inside the folder
 * @param tests registers the tests; given the paths in the order of the names
 */
export function describeOnData(
  title: string,
  names: readonly string[],
  tests: (paths: readonly string[]) => void,
): void {
  const paths = names.map((name) => join(DATA_FOLDER, name))
  const missing = paths.find((path) => !existsSync(path))
  describe(title, () => {
    if (missing === undefined) return tests(paths)
    it('is not run without the data', () =>
      console.info(`${title}: not run, ${missing} is absent (set PULSE_TEST_DATA)`))
  })
}

/** One real session: what the sources hold, how ingest frames it, what the daily processors say. */
export interface RealSession extends SessionFrame, DailyOutputs {
  readonly bars: readonly DailyBar[]
  readonly omissions: readonly Omission[]
}

/** Runs files of daily bars through the real readers, the gap rule and the daily processors. */
export async function* realHistory(
  paths: readonly string[],
  options: { readonly fromSession?: TradeDate } = {},
): AsyncGenerator<RealSession> {
  const { files, errors } = await discover(paths)
  if (errors[0] !== undefined) throw errors[0]
  const pipeline = new DailyPipeline(knownInstruments())
  const framing = new SessionFraming()
  for await (const { tradeDate, bars: taken, omissions } of readSessions(files, options)) {
    if (taken.length === 0) continue
    const place = { dataset: 'main', epoch: 1, eventTime: sessionClose(tradeDate), late: false }
    const bars = taken.map(({ bar }) => dailyBar(bar, place))
    const frame = framing.frame(tradeDate, bars)
    yield { ...frame, bars, omissions, ...pipeline.session(frame, bars) }
  }
}

/** The instruments that the product knows without any reference file. */
export function knownInstruments(): Instrument[] {
  return instrumentRecords([]).map((record) => ({
    ...record,
    dataset: 'main',
    version: 1,
    availableAt: 0 as EventTime,
  }))
}

/** Frames sessions as the publisher does: what lies before them, and whether they are gaps themselves. */
export class SessionFraming {
  readonly #coverage = new DataCoverage()
  #last: SessionFrame | undefined

  frame(tradeDate: TradeDate, bars: readonly DailyBar[]): SessionFrame {
    const previousSession = chineseCalendar.previous(tradeDate)
    const dataGap = this.#coverage.close(tradeDate, new Set(bars.map(({ instrument }) => instrument)))
    this.#last = { tradeDate, previousSession, history: this.#historyBefore(previousSession), dataGap }
    return this.#last
  }

  #historyBefore(previousSession: TradeDate): History {
    if (this.#last === undefined) return 'first'
    return this.#last.tradeDate === previousSession && !this.#last.dataGap ? 'known' : 'gap'
  }
}
