import type { ClickHouseClient } from '@clickhouse/client'
import { formatTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import { literal } from '../ddl/dialect.ts'
import { BucketSums, NO_HOUR } from './buckets.ts'
import { type Hash64, hashSql, lanesSql } from './row-hasher.ts'
import { type Layout, partitionSql, type TableFacts } from './table-facts.ts'

/** Which rows are looked at. */
export interface Scope {
  readonly dataset: string
  /** Rows of older epochs have been replaced by a rebuild, and may be dropped. */
  readonly epoch: number
  readonly from?: TradeDate | undefined
  readonly to?: TradeDate | undefined
}

/** A row as it was found: where it belongs, and what it is. */
export interface FoundRow {
  readonly partition: number
  readonly hour: number
  readonly key: Hash64
  readonly row: Hash64
}

type Lanes = readonly [
  partition: number,
  hour: number,
  keyLow: number,
  keyHigh: number,
  rowLow: number,
  rowHigh: number,
]

const HOUR_MS = 3_600_000
/** Beyond so much, groups wait on disk. */
const SPILL_BYTES = 2 ** 29

/** The rows of one topic in ClickHouse. Nothing is written. */
export class StoredRows {
  readonly #client: ClickHouseClient
  readonly #facts: TableFacts
  readonly #partition: string
  readonly #where: string

  /** @param origins what the topic writes into the column that tells the topics of a shared table apart */
  constructor(
    client: ClickHouseClient,
    facts: TableFacts,
    layout: Layout,
    scope: Scope,
    origins?: ReadonlySet<string>,
  ) {
    this.#client = client
    this.#facts = facts
    this.#partition = partitionSql(layout)
    this.#where = conditions(facts, scope, origins).join(' AND ')
  }

  /** Rows and sums by partition and hour, as the views see them: latest revisions, without withdrawn ones. */
  async sums(): Promise<BucketSums> {
    const rows = await this.#rows<readonly [number, number, string, string, string]>(
      `SELECT p, h, toString(count()), toString(sum(row_low) % 4294967296), toString(sum(row_high) % 4294967296)
       FROM (SELECT p, h, ${lanesSql('row')} FROM (${this.#selected('FINAL')})) GROUP BY p, h`,
    )
    const sums = new BucketSums()
    for (const [partition, hour, count, low, high] of rows)
      sums.add(partition, hour, { low: Number(low), high: Number(high) }, Number(count))
    return sums
  }

  /** Rows as they lie there, superseded, withdrawn and repeated ones too. */
  async physical(): Promise<number> {
    const [row] = await this.#rows<readonly [string]>(
      `SELECT toString(count()) FROM ${this.#facts.table.name} WHERE ${this.#where}`,
    )
    return Number(row![0])
  }

  /** The rows of some buckets; of a share of all keys, where they are too many at a time. */
  async *rowsOf(
    buckets: readonly { readonly partition: number; readonly hour: number }[],
    share: { readonly number: number; readonly of: number },
  ): AsyncGenerator<FoundRow> {
    const result = await this.#client.query({
      query: `SELECT p, h, ${LANES}
        FROM (SELECT p, h, ${lanesSql('key')}, ${lanesSql('row')} FROM (${this.#selected('FINAL', true)}))
        WHERE (p, h) IN (${buckets.map(({ partition, hour }) => `(${partition}, ${hour})`).join(', ')})
          AND key_low % ${share.of} = ${share.number}`,
      format: 'JSONCompactEachRow',
    })
    for await (const lines of result.stream<Lanes>())
      for (const line of lines) {
        const [partition, hour, keyLow, keyHigh, rowLow, rowHigh] = line.json<Lanes>()
        yield { partition, hour, key: { low: keyLow, high: keyHigh }, row: { low: rowLow, high: rowHigh } }
      }
  }

  /** Rows that lie there more than once, to the last bit, and how many are too many. */
  async again(most: number): Promise<{ readonly rows: number; readonly keys: readonly string[] }> {
    const rows = await this.#rows<readonly [string, string]>(
      `SELECT toString(count() - 1) AS more, any(key_text)
       FROM (SELECT row, key_text FROM (${this.#selected('', false, true)}))
       GROUP BY row HAVING count() > 1
       SETTINGS max_bytes_before_external_group_by = ${SPILL_BYTES}`,
    )
    return {
      rows: rows.reduce((sum, [more]) => sum + Number(more), 0),
      keys: rows.slice(0, most).map(([, key]) => key),
    }
  }

  /** Values of a key, in words, and the bytes of each column, by the hash of the key. */
  async row({ low, high }: Hash64): Promise<{ readonly key: string; readonly columns: readonly string[] }> {
    const { table } = this.#facts
    const bytes = table.columns.map(({ name }) => `hex(formatRow('RowBinary', ${name}))`)
    const [row] = await this.#rows<readonly [string, readonly string[]]>(
      `SELECT ${this.#keyText()}, [${bytes.join(', ')}]
       FROM (SELECT *, ${hashSql(this.#facts.key.map(({ sql }) => sql))} AS key FROM ${table.name} FINAL WHERE ${this.#where})
       WHERE reinterpretAsUInt32(substring(key, 1, 4)) = ${low} AND reinterpretAsUInt32(substring(key, 5, 4)) = ${high}
       LIMIT 1`,
    )
    return { key: row?.[0] ?? '', columns: row?.[1] ?? [] }
  }

  #selected(final: 'FINAL' | '', withKey = false, withText = false): string {
    const { table, key, clock } = this.#facts
    const hour =
      clock === undefined
        ? String(NO_HOUR)
        : `toInt32(floor(toUnixTimestamp64Milli(${clock.name}) / ${HOUR_MS}))`
    const columns = [
      `toUInt32(${this.#partition}) AS p`,
      `toInt32(${hour}) AS h`,
      `${hashSql(table.columns.map(({ name }) => name))} AS row`,
      ...(withKey ? [`${hashSql(key.map(({ sql }) => sql))} AS key`] : []),
      ...(withText ? [`${this.#keyText()} AS key_text`] : []),
    ]
    return `SELECT ${columns.join(', ')} FROM ${table.name} ${final} WHERE ${this.#where}`
  }

  #keyText(): string {
    return `toString(tuple(${this.#facts.key.map(({ name }) => name).join(', ')}))`
  }

  async #rows<Row>(query: string): Promise<readonly Row[]> {
    const result = await this.#client.query({ query, format: 'JSONCompactEachRow' })
    return (await result.json<Row>()) as readonly Row[]
  }
}

/** Rows of a shared table that none of its topics has written, by what they call themselves. */
export async function strangers(
  client: ClickHouseClient,
  facts: TableFacts,
  scope: Scope,
  origins: ReadonlySet<string>,
): Promise<readonly { readonly origin: string; readonly rows: number }[]> {
  const name = facts.origin!.name
  const known = [...origins].map(literal).join(', ')
  const result = await client.query({
    query: `SELECT ${name} AS origin, toUInt32(count()) AS rows FROM ${facts.table.name} FINAL
      WHERE ${conditions(facts, scope).join(' AND ')}${known === '' ? '' : ` AND ${name} NOT IN (${known})`}
      GROUP BY origin ORDER BY origin`,
    format: 'JSONEachRow',
  })
  return result.json<{ readonly origin: string; readonly rows: number }>()
}

const LANES = 'key_low, key_high, row_low, row_high'

function conditions(
  { hasEpoch, day, origin }: TableFacts,
  { dataset, epoch, from, to }: Scope,
  origins?: ReadonlySet<string>,
): readonly string[] {
  const date = day?.name === 'event_time' ? `toDate(event_time, 'Asia/Shanghai')` : day?.name
  return [
    `dataset = ${literal(dataset)}`,
    ...(hasEpoch ? [`epoch >= ${epoch}`] : []),
    ...(date === undefined || from === undefined ? [] : [`${date} >= '${formatTradeDate(from)}'`]),
    ...(date === undefined || to === undefined ? [] : [`${date} <= '${formatTradeDate(to)}'`]),
    ...(origin === undefined || origins === undefined
      ? []
      : [origins.size === 0 ? '0' : `${origin.name} IN (${[...origins].map(literal).join(', ')})`]),
  ]
}
