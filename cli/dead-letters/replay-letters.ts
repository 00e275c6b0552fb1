import { existsSync } from 'node:fs'
import { PulseError } from '../../runtime/errors.ts'
import { letterId } from '../../runtime/processor/dead-letter.ts'
import type { DeadLetter } from '../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { ingestPaths } from '../../services/ingest/ingest-paths.ts'
import { type TakeableRecord, takeRecord } from '../../services/ingest/take-record.ts'
import type { Pipeline } from '../pipeline.ts'
import { type KnownLetter, readLetters, recordPlace } from './letter-book.ts'
import { originalRecord } from './original-record.ts'

/** What became of a letter: settled with an outcome, still open with a reason, or waiting for a rebuild. */
export type Outcome = { readonly kind: 'settled' | 'open' | 'rebuild'; readonly text: string }

export interface ReplayOptions {
  readonly rebuild: boolean
  /** Publishes a data set again under a new epoch. */
  readonly onRebuild: (dataset: string) => Promise<number>
  readonly onOutcome: (letter: KnownLetter, outcome: Outcome) => void
}

const TAKEABLE: ReadonlySet<TopicKey> = new Set(['bars1d', 'series', 'observations', 'fundFlows'])

/** Takes the originals of letters again, each through the door that it came by, and writes down what became of them. */
export class LetterReplay {
  readonly #pipeline: Pipeline
  readonly #options: ReplayOptions
  readonly #settling: DeadLetter[] = []

  constructor(pipeline: Pipeline, options: ReplayOptions) {
    this.#pipeline = pipeline
    this.#options = options
  }

  /** @returns how many letters are still open */
  async run(letters: readonly KnownLetter[]): Promise<number> {
    const waiting: KnownLetter[] = []
    let open = 0
    const note = (letter: KnownLetter, outcome: Outcome): void => {
      if (outcome.kind === 'rebuild' && this.#options.rebuild) waiting.push(letter)
      else {
        if (outcome.kind === 'settled') this.#settling.push(settlement(letter, outcome.text))
        else open += 1
        this.#options.onOutcome(letter, outcome)
      }
    }
    const lines = letters.filter((letter) => recordPlace(letter) === undefined)
    for (const letter of letters) if (!lines.includes(letter)) note(letter, await this.#record(letter))
    for (const [file, refused] of groupedBySource(lines)) {
      const outcomes = await this.#file(file, refused)
      for (const letter of refused) note(letter, outcomes.get(letter)!)
    }
    for (const dataset of new Set(waiting.map((letter) => letter.dataset))) {
      const epoch = await this.#options.onRebuild(dataset)
      const after = await readLetters(this.#pipeline.sources)
      for (const letter of waiting.filter((one) => one.dataset === dataset)) {
        const again = after.find((other) => other.epoch === epoch && isSameRefusal(other, letter))
        const text =
          again === undefined
            ? `taken again by the rebuild of epoch ${epoch}`
            : `refused again by the rebuild of epoch ${epoch}: letter ${again.id}`
        this.#settling.push(settlement(letter, text))
        this.#options.onOutcome(letter, { kind: 'settled', text })
      }
    }
    if (this.#settling.length > 0)
      await this.#pipeline.landed(await this.#pipeline.ingest.settle(this.#settling))
    return open
  }

  async #record(letter: KnownLetter): Promise<Outcome> {
    if (letter.reader !== null)
      return { kind: 'rebuild', text: `${letter.reader} takes its input again with a rebuild` }
    const { log, codec } = this.#pipeline.sources
    const record = await originalRecord(log, letter)
    if (record === undefined) return { kind: 'open', text: 'its record is no longer in the log' }
    if (record.value === null) return { kind: 'open', text: 'there is nothing in it to be taken' }
    const topic = (Object.keys(TOPICS) as TopicKey[]).find((key) => TOPICS[key].name === letter.source)!
    const decoder = codec.decoder(record.key.startsWith('~control/') ? 'control' : TOPICS[topic].schema)
    let value: unknown
    try {
      await decoder.prepare([record.value])
      value = decoder.decode(record.value)
    } catch (cause) {
      if (!(cause instanceof PulseError)) throw cause
      return { kind: 'open', text: `still cannot be taken: ${cause.message}` }
    }
    if (record.key.startsWith('~control/'))
      return { kind: 'open', text: 'control records are not taken again: their moment has passed' }
    if (!TAKEABLE.has(topic) || (value as { readonly source?: string }).source === 'ticks')
      return { kind: 'rebuild', text: 'it can be read now: a rebuild takes it in its place' }
    const service = await this.#pipeline.dataset((value as { readonly dataset: string }).dataset)
    if (service.activeEpoch === 0)
      return { kind: 'open', text: `data set ${service.name} has not been ingested yet` }
    const taken = await takeRecord(
      service,
      { topic, value } as unknown as TakeableRecord,
      `${letter.source}, ${letter.position}`,
    )
    if (taken.kind === 'early') return { kind: 'open', text: taken.reason }
    await this.#pipeline.landed(taken.published.marker)
    if (taken.kind === 'known') return { kind: 'settled', text: 'was known already: nothing to add' }
    return {
      kind: 'settled',
      text: taken.late ? 'published late: the next rebuild puts it in its place' : 'published',
    }
  }

  /** A file is read as a whole: what the ledgers know is known, what is refused again is a letter again. */
  async #file(file: string, letters: readonly KnownLetter[]): Promise<ReadonlyMap<KnownLetter, Outcome>> {
    const same = (outcome: Outcome): ReadonlyMap<KnownLetter, Outcome> =>
      new Map(letters.map((letter) => [letter, outcome]))
    if (!existsSync(file))
      return same({ kind: 'open', text: 'the file is gone: put it back, or ingest it from where it is' })
    const { log } = this.#pipeline.sources
    const before = await log.ends(TOPICS.deadLetters.name)
    const service = await this.#pipeline.dataset(letters[0]!.dataset)
    const { published, summary } = await ingestPaths(service, [file])
    await this.#pipeline.landedRun(service, published)
    const [unread] = [...summary.errors, ...summary.skipped]
    if (unread !== undefined)
      return same({
        kind: 'open',
        text: 'reason' in unread ? `the file was not taken: ${unread.reason}` : unread.message,
      })
    const refused = await readLetters(this.#pipeline.sources, before)
    return new Map(
      letters.map((letter): [KnownLetter, Outcome] => {
        const again = refused.find(({ source, position }) => source === file && position === letter.position)
        if (again === undefined) return [letter, { kind: 'settled', text: 'the line was taken' }]
        if (again.id === letter.id) return [letter, { kind: 'open', text: `refused again: ${again.reason}` }]
        return [
          letter,
          { kind: 'settled', text: `the line has changed and is refused as letter ${again.id}` },
        ]
      }),
    )
  }
}

const isSameRefusal = (a: KnownLetter, b: KnownLetter): boolean =>
  a.reader === b.reader &&
  a.reader !== null &&
  a.source === b.source &&
  a.symbol === b.symbol &&
  a.tradeDate === b.tradeDate

/** The letter that settles another: it has no bytes of its own, and settling again says the same. */
const settlement = (
  { dataset, epoch, id, source, position, tradeDate, symbol }: DeadLetter,
  outcome: string,
): DeadLetter => ({
  dataset,
  epoch,
  id: letterId([id, 'settled']),
  source,
  position,
  tradeDate,
  symbol,
  code: 'replayed',
  reason: outcome,
  raw: Buffer.alloc(0),
  length: 0,
  reader: null,
  settles: id,
})

function groupedBySource(letters: readonly KnownLetter[]): ReadonlyMap<string, KnownLetter[]> {
  const groups = new Map<string, KnownLetter[]>()
  for (const letter of letters) groups.set(letter.source, [...(groups.get(letter.source) ?? []), letter])
  return groups
}
