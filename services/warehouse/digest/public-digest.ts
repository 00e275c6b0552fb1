import { createHash } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { PublicView } from '../views/public-view.ts'
import { PUBLIC_VIEWS } from '../views/views.ts'
import { EXCLUDED_COLUMNS } from './excluded-columns.ts'

export interface DigestOptions {
  /** Default: main. */
  readonly dataset?: string
  /** Names of public views; default: all of them. */
  readonly views?: readonly string[]
}

export interface ViewDigest {
  readonly view: string
  readonly rows: number
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

export interface PublicDigest {
  /** SHA-256 over the digests of all views. */
  readonly digest: string
  readonly views: readonly ViewDigest[]
}

/**
 * Digest of what the public views show of a data set: the business columns of every row, in key order.
 * Equal digests mean equal rows, bit by bit. ClickHouse hashes the rows, one hash per value of the first
 * key column is read, so that 2.4 million bars cost seconds and little memory.
 */
export async function publicDigest(
  client: ClickHouseClient,
  options: DigestOptions = {},
): Promise<PublicDigest> {
  const { dataset = 'main', views } = options
  const digests: ViewDigest[] = []
  for (const view of PUBLIC_VIEWS)
    if (views === undefined || views.includes(view.name)) digests.push(await digestOf(view, dataset, client))
  const total = createHash('sha256')
  for (const { view, digest } of digests) total.update(`${view}\t${digest}\n`)
  return { digest: total.digest('hex'), views: digests }
}

/** Beyond so much, hashes wait on disk: a stored day of snapshots has 26 million. */
const SPILL_BYTES = 2 ** 30

/** Columns of a view that count in digests. */
export function businessColumns(view: PublicView): readonly string[] {
  return view.columns.map(({ name }) => name).filter((name) => !EXCLUDED_COLUMNS.has(name))
}

async function digestOf(view: PublicView, dataset: string, client: ClickHouseClient): Promise<ViewDigest> {
  const [bucket] = view.key
  const line = `toString(tuple(${businessColumns(view).join(', ')}))`
  const result = await client.query({
    query: [
      'SELECT bucket, count() AS rows,',
      '  hex(SHA256(arrayStringConcat(arrayMap(row -> row.2, arraySort(groupArray((key, hash))))))) AS digest',
      `FROM (SELECT toString(${bucket}) AS bucket, (${view.key.join(', ')}) AS key, SHA256(${line}) AS hash`,
      `  FROM ${view.name}_all WHERE dataset = {dataset: String})`,
      'GROUP BY bucket ORDER BY bucket',
      `SETTINGS max_bytes_before_external_group_by = ${SPILL_BYTES}`,
    ].join('\n'),
    query_params: { dataset },
    format: 'JSONEachRow',
  })
  const hash = createHash('sha256')
  let rows = 0
  for await (const chunk of result.stream<{ bucket: string; rows: string; digest: string }>())
    for (const row of chunk) {
      const { bucket: name, rows: count, digest } = row.json()
      hash.update(`${name}\t${count}\t${digest}\n`)
      rows += Number(count)
    }
  return { view: view.name, rows, digest: hash.digest('hex') }
}
