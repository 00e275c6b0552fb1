import { rowBinaryEncoder } from '../../../runtime/clickhouse/row-binary.ts'
import { type Event, rowColumns } from '../sink/row-encoder.ts'
import type { Finding, FindingKind } from './audit-report.ts'
import { hourText } from './hour-text.ts'
import type { LogSide } from './log-side.ts'
import type { Hash64 } from './row-hasher.ts'
import type { StoredRows } from './stored-rows.ts'
import type { TableFacts } from './table-facts.ts'

interface Place {
  readonly partition: number
  readonly hour: number
  readonly offset?: number
  /** Partition of the log, where it differs from the one that rows are counted under. */
  readonly recordPartition?: number
}

/** Counts what is wrong, and puts names to the first of it: key, place, and the columns that differ. */
export class Namer {
  readonly counts: Record<FindingKind, number> = {
    missing: 0,
    stray: 0,
    changed: 0,
    doubled: 0,
    unanswered: 0,
  }
  readonly findings: Finding[] = []
  readonly #topic: string
  readonly #facts: TableFacts
  readonly #logSide: LogSide
  readonly #most: number

  constructor(topic: string, facts: TableFacts, logSide: LogSide, most: number) {
    this.#topic = topic
    this.#facts = facts
    this.#logSide = logSide
    this.#most = most
  }

  async missing(place: Place & { readonly offset: number }): Promise<void> {
    if (!this.#isNamed('missing')) return
    const event = await this.#event(place)
    this.#say('missing', place, event === undefined ? '' : this.#keyOf(event))
  }

  async changed(place: Place & { readonly offset: number }, key: Hash64, rows: StoredRows): Promise<void> {
    if (!this.#isNamed('changed')) return
    const event = await this.#event(place)
    const stored = await rows.row(key)
    const detail = event === undefined ? '' : this.#differing(event, stored.columns).join(', ')
    this.#say('changed', place, stored.key, detail)
  }

  async stray(kind: 'stray' | 'doubled', place: Place, key: Hash64, rows: StoredRows): Promise<void> {
    if (this.#isNamed(kind)) this.#say(kind, place, (await rows.row(key)).key)
  }

  unanswered(place: Place, key: string, reason: string): void {
    if (this.#isNamed('unanswered')) this.#say('unanswered', place, key, reason)
  }

  #isNamed(kind: FindingKind): boolean {
    this.counts[kind] += 1
    return this.findings.length < this.#most
  }

  #say(kind: FindingKind, { partition, hour, offset }: Place, key: string, detail?: string): void {
    const shown = hourText(hour)
    this.findings.push({
      kind,
      topic: this.#topic,
      table: this.#facts.table.name,
      partition,
      key,
      ...(offset === undefined ? {} : { offset }),
      ...(shown === null ? {} : { hour: shown }),
      ...(detail === undefined ? {} : { detail }),
    })
  }

  #event({ partition, recordPartition = partition, offset }: Place): Promise<Event | undefined> {
    return this.#logSide.event(recordPartition, offset!)
  }

  #keyOf(event: Event): string {
    const fields = new Map(this.#facts.table.columns.map(({ name, field }) => [name, field]))
    const values = this.#facts.key.map(({ name }) => event[fields.get(name)!])
    return `(${values.map((value) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value))).join(',')})`
  }

  /** Columns whose bytes are not those that the sink sends. */
  #differing(event: Event, stored: readonly string[]): readonly string[] {
    return rowColumns(this.#facts.table).flatMap((column, at) => {
      const encoder = rowBinaryEncoder([column])
      encoder.append(event)
      return encoder.take().toString('hex').toUpperCase() === stored[at] ? [] : [column.name]
    })
  }
}
