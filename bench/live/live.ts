import { type EventTime, shanghaiMillisecondOfDay } from '../../core/market/trade-date.ts'
import { hasChromium } from '../../test/browser/chromium.ts'
import type { Bench } from '../bench.ts'
import { delaysOf, type Latencies, latenciesOf } from './latencies.ts'
import type { HandedSweep, Reached } from './messages.ts'
import type { PageRecord } from './page-probe.ts'
import type { Used } from './process-watch.ts'
import { type Watched, watchedRun } from './watched-run.ts'

/** To try it on a small machine: a part of the market, minutes at the pace of the clock, and which half to run. */
const PART = Number(process.env.PULSE_BENCH_PART ?? 1)
const MINUTES = Number(process.env.PULSE_BENCH_MINUTES ?? 5)
const ONLY = process.env.PULSE_BENCH_LIVE

/** Sweeps so late in the run may not have reached the page when it ends; nobody waits for them. */
const ON_THE_WAY_MS = 3_000

/** Processors that ticks go through; the others stand still inside a session. */
const ON_THE_WAY = ['limit-state', 'market'] as const

/** From a snapshot to the page in a browser, and memory over a day. */
export const live: Bench = {
  name: 'live',
  title: 'full market, 5,400 shares every 3 s, to the page in a browser (aim: p99 under 300 ms, memory flat)',
  async run() {
    if (process.platform !== 'linux' || !hasChromium()) return ['skipped: needs Linux and Chromium']
    return [
      ...(ONLY === 'day'
        ? []
        : paceLines(await watchedRun({ part: PART, from: '10:00', speed: 1, seconds: MINUTES * 60 }))),
      ...(ONLY === 'pace' ? [] : dayLines(await watchedRun({ part: PART, from: '09:15', speed: 'max' }))),
    ]
  },
}

function paceLines({ report, records, begin, end, used }: Watched): readonly string[] {
  const sweeps = report.sweeps.filter(({ due }) => due >= begin && due < end - ON_THE_WAY_MS)
  const ticks = sweeps.reduce((sum, { waited }) => sum + waited.length, 0)
  const painted = records.filter((record) => record.painted !== undefined)
  const applied = delaysOf(
    sweeps,
    reachedBy(records, ({ applied }) => applied),
  )
  const drawn = delaysOf(
    sweeps,
    reachedBy(painted, ({ painted }) => painted!),
  )
  return [
    `at the clock's pace from 10:00 on: ${count(ticks)} snapshots in ${((end - begin) / 1000).toFixed(0)} s, ${count(sweeps.length)} sweeps of 200 ms`,
    `  from the end of a sweep until the page`,
    `    has applied it           ${text(latenciesOf(applied))}`,
    `    has drawn it             ${text(latenciesOf(drawn))}`,
    `  from a snapshot's own time, the wait for the end of its sweep included, until the page`,
    `    has applied it           ${text(latenciesOf(ofTicks(sweeps, applied)))}`,
    `    has drawn it             ${text(latenciesOf(ofTicks(sweeps, drawn)))}`,
    `  on the way, from the end of a sweep until`,
    ...ON_THE_WAY.map(
      (name) =>
        `    ${`${name} had it`.padEnd(24)} ${text(latenciesOf(delaysOf(sweeps, report.processed[name] ?? [])))}`,
    ),
    `    the browser received it  ${text(
      latenciesOf(
        delaysOf(
          sweeps,
          reachedBy(records, ({ received }) => received),
        ),
      ),
    )}`,
    ...usedLines(used),
    ...wrongClocks(painted),
  ]
}

function dayLines({ report, used }: Watched): readonly string[] {
  const rate = Math.round(report.ticks / report.seconds)
  return [
    `a whole day without waiting: ${count(report.ticks)} snapshots in ${report.seconds.toFixed(0)} s, ${count(rate)}/s, everything stored`,
    ...usedLines(used),
  ]
}

function usedLines(used: Watched['used']): readonly string[] {
  const line = (name: string, { cores, quarters, most }: Used): string =>
    `  ${name.padEnd(26)} ${cores.toFixed(2)} cores; memory by quarters ${quarters.map(Math.round).join(', ')} MB, at most ${Math.round(most)}`
  return [
    line('log, processors, monitor', used.process),
    line('engine', used.engine),
    line('browser', used.browser),
  ]
}

/** The page's records as moments in the order in which it reached them. */
const reachedBy = (records: readonly PageRecord[], at: (record: PageRecord) => number): readonly Reached[] =>
  records.map((record) => [record.eventTime, at(record)])

const ofTicks = (sweeps: readonly HandedSweep[], delays: readonly number[]): readonly number[] =>
  sweeps.flatMap(({ waited }, at) => waited.map((wait) => wait + delays[at]!))

/** What was drawn must show the time of the event, or a later one. */
function wrongClocks(records: readonly PageRecord[]): readonly string[] {
  const wrong = records.filter(({ eventTime, clock }) => (clock ?? '') < clockOf(eventTime))
  return wrong.length === 0
    ? []
    : [`  ${wrong.length} times the page showed an older time than it should have`]
}

function clockOf(eventTime: number): string {
  const seconds = Math.floor(shanghaiMillisecondOfDay(eventTime as EventTime) / 1000)
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((value) => String(Math.floor(value)).padStart(2, '0'))
    .join(':')
}

const text = ({ p50, p99, most }: Latencies): string =>
  `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, at most ${most.toFixed(0)} ms`

const count = (value: number): string => value.toLocaleString('en-US')
