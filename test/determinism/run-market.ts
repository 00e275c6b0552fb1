import { rm } from 'node:fs/promises'
import type { RunOptions } from '../../runtime/processor/run-processor.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { DAILY_PROCESSORS } from '../../services/sentiment/daily-processors.ts'
import {
  type ProcessorRun,
  type ProcessorSet,
  type Recording,
  recordSessions,
  withProcessorRun,
} from '../support/processor-run.ts'
import { sessionOf, type TickMarket } from '../support/tick-market.ts'

/** What is settled: identical however a run went. Shares of tasks are internal, and live rows show what lies between. */
export const SETTLED: readonly TopicKey[] = [
  'bars1d',
  'bars1m',
  'limitChanges',
  'boards',
  'limitState',
  'minutes',
  'groups',
  'stage',
  'ladder',
  'breadth',
  'deadLetters',
]

export const PIPELINE: ProcessorSet = { processors: DAILY_PROCESSORS, topics: SETTLED }

/** Publishes a market and processes it on a log of its own; `read` sees the run before the log is removed. */
export function runMarket<T>(
  market: TickMarket,
  read: (run: ProcessorRun) => Promise<T>,
  {
    partitions: on = 1,
    ...options
  }: Omit<Partial<RunOptions>, 'partitions'> & { readonly partitions?: number } = {},
): Promise<T> {
  return withProcessorRun(PIPELINE, on, async (run) => {
    const { marker } = await run.publish(sessionsOf(market), [], market.facts)
    await run.process(marker, options)
    return read(run)
  })
}

/** Publishes a market once, for several runs on copies of the log. */
export async function withRecording<T>(
  market: TickMarket,
  partitions: number,
  work: (recording: Recording) => Promise<T>,
): Promise<T> {
  const recording = await recordSessions(PIPELINE, partitions, sessionsOf(market), market.facts)
  try {
    return await work(recording)
  } finally {
    await rm(recording.home, { recursive: true, force: true })
  }
}

const sessionsOf = ({ days }: TickMarket) => days.map((day) => sessionOf(day))

/** Every settled line by topic, so that a difference shows where it is. */
export async function linesOf(run: ProcessorRun): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const topic of SETTLED) found[topic] = await run.lines(topic)
  return found
}

/** Lines that only one of two results has, a few per topic: empty if they are the same. */
export function differences(
  one: Readonly<Record<string, readonly string[]>>,
  other: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  return Object.keys(one).flatMap((topic) => {
    const [a, b] = [one[topic]!, other[topic] ?? []]
    const [ofA, ofB] = [new Set(a), new Set(b)]
    const only = [
      ...a.filter((line) => !ofB.has(line)).map((line) => `- ${line}`),
      ...b.filter((line) => !ofA.has(line)).map((line) => `+ ${line}`),
    ]
    if (only.length === 0 && a.every((line, at) => line === b[at])) return []
    return [`${topic}: ${a.length} and ${b.length} lines, ${only.length} differ`, ...only.slice(0, SHOWN)]
  })
}

const SHOWN = 4
