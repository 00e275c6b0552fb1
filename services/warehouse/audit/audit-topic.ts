import type { ClickHouseClient } from '@clickhouse/client'
import type { Codec } from '../../../runtime/codec/port.ts'
import type { EventLog, Position } from '../../../runtime/log/port.ts'
import { TOPICS } from '../../../schemas/topics.ts'
import { type StoredTopic, TABLES } from '../ddl/tables.ts'
import type { HourCounts, TopicAudit } from './audit-report.ts'
import { type BucketSum, BucketSums, bucketName, differingBuckets } from './buckets.ts'
import { Folded, type Share } from './folded.ts'
import { hourText } from './hour-text.ts'
import type { Letters } from './letters.ts'
import { LogSide } from './log-side.ts'
import { Namer } from './namer.ts'
import type { Hash64 } from './row-hasher.ts'
import { type FoundRow, type Scope, StoredRows } from './stored-rows.ts'
import { factsOf, type Layout, type TableFacts } from './table-facts.ts'

export interface AuditSources {
  readonly log: EventLog
  readonly codec: Codec
  readonly client: ClickHouseClient
}

export interface TopicAuditOptions {
  readonly scope: Scope
  readonly letters: Letters
  /** Where the sink stood when the audit began; records behind it need no row yet. */
  readonly committed: readonly Position[]
  /** How many findings are named, of each topic. */
  readonly most: number
  /** Keys that are held at a time; a partition with more is read more than once. */
  readonly mostKeys: number
  readonly onProgress?: ((topic: string, partition: number, offset: number) => void) | undefined
}

/**
 * Compares one topic with its rows:
 *  1. fold its records up to where the sink stood into the rows that they come to, and sum their hashes by partition
 *     and hour; what stands behind is the tail, whose rows may be there already;
 *  2. let ClickHouse sum its rows in the same way; where the sums are equal, so are the rows;
 *  3. where they are not, read the keys and hashes of those hours, then what has come to the log meanwhile, and find
 *     the rows that no record explains and the records that have no row.
 */
export class TopicAuditor {
  readonly #sources: AuditSources
  readonly #options: TopicAuditOptions
  readonly #topic: StoredTopic
  readonly #facts: TableFacts
  readonly #layout: Layout
  readonly #logSide: LogSide
  readonly #namer: Namer
  readonly #origins = new Set<string>()
  readonly #figures = { ...new Folded({ number: 0, of: 1 }, () => 0).figures, withdrawn: 0 }
  #stored: { readonly rows: StoredRows; readonly sums: BucketSums } | undefined

  static async open(
    sources: AuditSources,
    topic: StoredTopic,
    options: TopicAuditOptions,
  ): Promise<TopicAuditor> {
    const partitions = (await sources.log.partitions(TOPICS[topic].name)) ?? 0
    const isKeyed = TOPICS[topic].partitioning === 'keyed'
    return new TopicAuditor(sources, topic, { partitions, isKeyed }, options)
  }

  private constructor(sources: AuditSources, topic: StoredTopic, layout: Layout, options: TopicAuditOptions) {
    this.#sources = sources
    this.#options = options
    this.#topic = topic
    this.#facts = factsOf(TABLES[topic])
    this.#layout = layout
    this.#logSide = new LogSide(sources, topic, this.#facts, layout, options.scope, options.letters)
    this.#namer = new Namer(TOPICS[topic].name, this.#facts, this.#logSide, options.most)
  }

  /** Values of the column that tells the topics of a shared table apart, as this topic writes them. */
  get origins(): ReadonlySet<string> {
    return this.#origins
  }

  async run(): Promise<TopicAudit> {
    const expected = new BucketSums()
    const differing: BucketSum[] = []
    for (const group of this.#groups()) {
      const { sums, differing: found } = await this.#auditGroup(group)
      for (const { partition, hour, rows, low, high } of sums.all())
        expected.add(partition, hour, { low, high }, rows)
      differing.push(...found)
    }
    const { rows: table, sums } = await this.#storedRows()
    const rows = total(sums)
    const physical = await table.physical()
    const again = physical > rows ? await table.again(this.#options.most) : { rows: 0, keys: [] }
    return {
      topic: TOPICS[this.#topic].name,
      table: this.#facts.table.name,
      partitions: this.#layout.partitions,
      ...this.#figures,
      standing: total(expected),
      rows,
      physical,
      again: again.rows,
      againKeys: again.keys,
      counts: this.#namer.counts,
      findings: this.#namer.findings,
      hours: this.#hours(expected, sums, differing),
    }
  }

  /** A keyed topic partition by partition; others as a whole, since a row does not say where its record stood. */
  #groups(): readonly (readonly number[])[] {
    const all = Array.from({ length: this.#layout.partitions }, (_, number) => number)
    return this.#layout.isKeyed ? all.map((number) => [number]) : [all]
  }

  async #auditGroup(
    partitions: readonly number[],
  ): Promise<{ readonly sums: BucketSums; readonly differing: readonly BucketSum[] }> {
    const { shares, kept, sums } = await this.#sum(partitions)
    const { rows, sums: stored } = await this.#storedRows()
    const counted = new Set(this.#layout.isKeyed ? partitions : [0])
    const differing = differingBuckets(sums, stored.only(counted))
    if (differing.length > 0)
      for (const share of shares)
        await this.#compare(rows, differing, kept ?? (await this.#fold(partitions, share)))
    return { sums, differing }
  }

  /** Sums what the log comes to, in as many shares as it takes to hold the keys of each. */
  async #sum(partitions: readonly number[]): Promise<{
    readonly shares: readonly Share[]
    readonly kept: Folded | undefined
    readonly sums: BucketSums
  }> {
    for (let of = 1; ; of *= 2) {
      const first = await this.#fold(partitions, { number: 0, of }, this.#options.mostKeys)
      if (first.rows.size > this.#options.mostKeys) continue
      const sums = new BucketSums()
      this.#take(first, sums)
      const shares = Array.from({ length: of }, (_, number) => ({ number, of }))
      for (const share of shares.slice(1)) this.#take(await this.#fold(partitions, share), sums)
      return { shares, kept: of === 1 ? first : undefined, sums }
    }
  }

  /** @param mostKeys ends early with more keys than this */
  async #fold(
    partitions: readonly number[],
    share: Share,
    mostKeys = Number.POSITIVE_INFINITY,
  ): Promise<Folded> {
    const { committed, onProgress } = this.#options
    const { name } = TOPICS[this.#topic]
    const stood = new Map(
      committed.filter(({ topic }) => topic === name).map(({ partition, offset }) => [partition, offset]),
    )
    const folded = new Folded(share, (partition) => stood.get(partition) ?? 0)
    for await (const { judged, next } of this.#logSide.read(partitions)) {
      folded.ends.set(next.partition, next)
      for (const one of judged) folded.add(one)
      onProgress?.(name, next.partition, next.offset)
      if (folded.rows.size > mostKeys) break
    }
    return folded
  }

  /** Adds a share to the figures of the topic. */
  #take(folded: Folded, sums: BucketSums): void {
    for (const [name, figure] of Object.entries(folded.figures) as [keyof Folded['figures'], number][])
      this.#figures[name] += figure
    for (const origin of folded.origins) this.#origins.add(origin)
    for (const { record, counted: partition, hour, verdict } of folded.unanswered)
      this.#namer.unanswered(
        { partition, hour, offset: record.offset },
        record.key,
        verdict.kind === 'unanswered' ? verdict.reason : '',
      )
    for (const { counted, hour, row, isWithdrawn } of folded.rows.all())
      if (isWithdrawn) this.#figures.withdrawn += 1
      else sums.add(counted, hour, row)
  }

  /** Asked once, after the first records were read: what a shared table has of this topic is known only then. */
  async #storedRows(): Promise<{ readonly rows: StoredRows; readonly sums: BucketSums }> {
    if (this.#stored !== undefined) return this.#stored
    const origins = this.#facts.origin === undefined ? undefined : this.#origins
    const rows = new StoredRows(this.#sources.client, this.#facts, this.#layout, this.#options.scope, origins)
    this.#stored = { rows, sums: await rows.sums() }
    return this.#stored
  }

  async #compare(stored: StoredRows, differing: readonly BucketSum[], folded: Folded): Promise<void> {
    const { rows, tail } = folded
    const unexplained: FoundRow[] = []
    for await (const found of stored.rowsOf(differing, folded.share)) {
      const known = rows.get(found.key)
      const isSame = known !== undefined && !known.isWithdrawn && equal(known.row, found.row)
      if (!isSame) unexplained.push(found)
      else if (rows.find(found.key)) await this.#namer.stray('doubled', found, found.key, stored)
    }
    for await (const { judged } of this.#logSide.read([...folded.ends.keys()], [...folded.ends.values()]))
      for (const { verdict } of judged)
        if (verdict.kind === 'row') tail.add(verdict.hashes, verdict.isWithdrawn)
    for (const found of unexplained) {
      const known = rows.get(found.key)
      if (tail.explains(found.key, found.row)) rows.find(found.key)
      else if (known === undefined || known.isWithdrawn)
        await this.#namer.stray('stray', found, found.key, stored)
      else if (rows.find(found.key)) await this.#namer.stray('doubled', found, found.key, stored)
      else
        await this.#namer.changed(
          { ...known, partition: known.counted, recordPartition: known.partition },
          found.key,
          stored,
        )
    }
    const names = new Set(differing.map(({ partition, hour }) => bucketName(partition, hour)))
    for (const row of rows.all()) {
      if (row.isWithdrawn || row.isFound || tail.has(row.key)) continue
      if (!names.has(bucketName(row.counted, row.hour))) continue
      await this.#namer.missing({ ...row, partition: row.counted, recordPartition: row.partition })
    }
  }

  #hours(expected: BucketSums, stored: BucketSums, differing: readonly BucketSum[]): readonly HourCounts[] {
    const different = new Set(differing.map(({ partition, hour }) => bucketName(partition, hour)))
    const all = new Map(
      [...expected.all(), ...stored.all()].map((sum) => [bucketName(sum.partition, sum.hour), sum]),
    )
    return [...all]
      .sort(([, a], [, b]) => a.partition - b.partition || a.hour - b.hour)
      .map(([name, { partition, hour }]) => ({
        topic: TOPICS[this.#topic].name,
        partition,
        hour: hourText(hour),
        expected: expected.get(name)?.rows ?? 0,
        stored: stored.get(name)?.rows ?? 0,
        isEqual: !different.has(name),
      }))
  }
}

const equal = (a: Hash64, b: Hash64): boolean => a.low === b.low && a.high === b.high

const total = (sums: BucketSums): number => sums.all().reduce((sum, { rows }) => sum + rows, 0)
