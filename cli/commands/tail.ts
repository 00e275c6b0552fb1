import { shanghaiDate } from '../../core/market/trade-date.ts'
import { readConfig } from '../../runtime/config/read-config.ts'
import { ConfigError } from '../../runtime/errors.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { openLogReader } from '../open-log.ts'
import { conditionOf, fieldNamed } from '../tail/condition.ts'
import { pipeOutput } from '../tail/pipe-output.ts'
import { csvPrinter, jsonPrinter, type Printer, type TailFormat } from '../tail/printer.ts'
import { type RecordField, recordFields } from '../tail/record-field.ts'
import { SHOWN_FIELDS } from '../tail/shown-fields.ts'
import { type StartingPoint, startingPoint } from '../tail/starting-point.ts'
import { tablePrinter } from '../tail/table-printer.ts'
import type { TailEvent } from '../tail/tail-event.ts'
import { topicNamed } from '../tail/topic-named.ts'
import { TopicTail } from '../tail/topic-tail.ts'
import { untilInterrupted } from '../until-interrupted.ts'

export interface TailOptions {
  readonly dataset: string
  readonly from?: string
  readonly follow: boolean
  readonly limit?: number
  readonly format: TailFormat
  readonly where: readonly string[]
  readonly columns?: string
  readonly epoch: 'active' | 'all'
  readonly controls: boolean
}

/** Events shown at first where nothing says where to begin, as `tail` does with lines. */
const NEWEST = 10

/** `pulse tail`: the events of one topic as they stand in the log, then as they come. */
export async function tail(topicName: string, options: TailOptions): Promise<void> {
  const topic = topicNamed(topicName)
  const { dataset, epoch, follow, controls } = options
  const start = startingPoint(options.from)
  if (start.kind === 'latest' && !follow)
    throw new ConfigError('invalid', '--from latest shows only what comes, so it cannot go with --no-follow.')
  const printer = printerOf(topic, options)
  const condition = conditionOf(topic, options.where)
  const { log, codec } = await openLogReader(readConfig(process.env))
  try {
    const reader = new TopicTail(log, codec, { topic, dataset, epoch, controls, condition }, say)
    const output = pipeOutput(process.stdout)
    const signal = AbortSignal.any([untilInterrupted(), output.closed])
    const limit = options.limit ?? Number.POSITIVE_INFINITY
    let printed = 0
    for await (const events of eventsFrom(reader, start, { follow, limit, signal })) {
      const wanted = events.slice(0, limit - printed)
      printed += wanted.length
      await output.write(printer(wanted))
      if (printed === limit || signal.aborted) break
      if (printed === 0) say(`Waiting for the first such event of data set ${dataset}. Ctrl-C ends.`)
    }
    if (printed === 0 && !follow) say(`${TOPICS[topic].name} has no such event of data set ${dataset}.`)
  } finally {
    await log.close()
  }
}

async function* eventsFrom(
  reader: TopicTail,
  start: StartingPoint,
  options: { readonly follow: boolean; readonly limit: number; readonly signal: AbortSignal },
): AsyncGenerator<readonly TailEvent[]> {
  const { follow, limit, signal } = options
  const ends = await reader.ends()
  if (start.kind === 'newest') {
    const newest = await reader.newest(Math.min(NEWEST, limit), ends)
    if (newest.length > 0 || follow) yield newest
    if (!follow) return
  }
  const goesOn = start.kind === 'newest' || start.kind === 'latest'
  const since = await sinceOf(reader, start, ends)
  yield* reader.read({
    from: goesOn ? ends : [],
    follow,
    signal,
    ...(since === undefined ? {} : { since }),
  })
}

async function sinceOf(
  reader: TopicTail,
  start: StartingPoint,
  ends: Awaited<ReturnType<TopicTail['ends']>>,
): ReturnType<TopicTail['newestTime']> {
  if (start.kind === 'time') return start.time
  if (start.kind !== 'clock') return undefined
  const newest = await reader.newestTime(ends)
  return newest === undefined ? undefined : start.at(shanghaiDate(newest))
}

function printerOf(topic: TopicKey, { format, columns, controls, epoch }: TailOptions): Printer {
  const chosen = columns?.split(',').map((name) => fieldNamed(topic, name.trim()))
  switch (format) {
    case 'json':
      if (chosen !== undefined)
        throw new ConfigError('invalid', '--columns goes with table and csv: JSON prints whole records.')
      return jsonPrinter
    case 'csv':
      if (controls)
        throw new ConfigError(
          'invalid',
          'Control records have fields of their own, so --controls goes with table and json only.',
        )
      return csvPrinter(chosen ?? recordFields(topic))
    case 'table':
      return tablePrinter(chosen ?? shownFields(topic), { epochs: epoch === 'all' })
  }
}

/** Fields that say where a record belongs are the same on every line, or stand as remarks at its end. */
const BOOKKEEPING: ReadonlySet<string> = new Set([
  'dataset',
  'epoch',
  'revision',
  'deleted',
  'late',
  'final',
  'settled',
])

function shownFields(topic: TopicKey): readonly RecordField[] {
  const chosen = SHOWN_FIELDS[topic]
  if (chosen !== undefined) return chosen.map((name) => fieldNamed(topic, name))
  return recordFields(topic).filter(({ name }) => topic === 'datasets' || !BOOKKEEPING.has(name))
}

const say = (line: string): void => {
  process.stderr.write(`pulse: ${line}\n`)
}
