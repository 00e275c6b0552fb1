import type { ClickHouseClient } from '@clickhouse/client'
import { WarehouseError } from '../../../../runtime/errors.ts'
import { IDENTITY_TABLE } from '../../../../services/warehouse/ddl/identity-table.ts'
import { MARKERS_TABLE } from '../../../../services/warehouse/ddl/markers-table.ts'
import { STORED_TABLES } from '../../../../services/warehouse/ddl/tables.ts'
import type { LandedMarker } from '../../../../services/warehouse/sink/marker-outbox.ts'
import type { RowTarget } from '../../../../services/warehouse/sink/storage.ts'
import type { Gate } from './gate.ts'
import { ReplacingTable } from './replacing-table.ts'

/** How long before it stores a block a warehouse with that defect answers. */
const ANSWERED_BEFORE_MS = 300

/** What a process and an operator ask of a warehouse in SQL, and nothing else: a statement that is not known is refused. */
type Answer = (params: Readonly<Record<string, unknown>>) => readonly object[]

/** The warehouse of a simulated world: its tables hold what blocks of RowBinary brought, replaced by key and version. */
export class SimulatedWarehouse {
  /** A defect that a test plants: an insert is answered before it is done, as if the sink committed first. */
  answersFirst = false
  readonly tables = new Map(STORED_TABLES.map((spec) => [spec.name, new ReplacingTable(spec)]))
  readonly #markers = new Map<string, LandedMarker>()
  readonly #steps = new Map<string, string>()
  #id = ''

  /** The warehouse as one process sees it. */
  behind(gate: Gate): RowTarget {
    const client: Pick<ClickHouseClient, 'query' | 'command' | 'insert'> = {
      query: ({ query, query_params = {} }) =>
        gate.pass({ port: 'warehouse', operation: 'ask' }, () => this.#answer(query, query_params)) as never,
      command: ({ query }) =>
        gate.pass({ port: 'warehouse', operation: 'ask' }, () => this.#command(query)) as never,
      insert: ({ table, values }) =>
        gate.pass({ port: 'warehouse', operation: 'tell' }, () =>
          this.#tell(table, values as never),
        ) as never,
    }
    return {
      client: client as ClickHouseClient,
      insertRowBinary: async (table, columns, rows) => {
        const store = () =>
          gate.pass({ port: 'warehouse', operation: 'insert' }, (mischief) => {
            const share = mischief?.kind === 'partly' ? mischief.share : 1
            this.#table(table).insert(columns, rows as Buffer, share)
            if (share < 1)
              throw new WarehouseError('engineLost', 'The simulated engine was killed in an insert.')
          })
        if (!this.answersFirst) return store()
        setTimeout(() => void store().catch(() => undefined), ANSWERED_BEFORE_MS)
      },
    }
  }

  #table(name: string): ReplacingTable {
    const table = this.tables.get(name)
    if (table === undefined) throw new WarehouseError('refused', `There is no table ${name}.`)
    return table
  }

  #command(query: string): void {
    const [, step, checksum] =
      /^INSERT INTO schema_migrations .* VALUES \('(.*)', '(.*)'\)$/.exec(query) ?? []
    if (step !== undefined) this.#steps.set(step, checksum!)
    else if (!/^(CREATE|ALTER|DROP) /.test(query)) throw refused(query)
  }

  #tell(
    table: string,
    values: readonly (LandedMarker & { readonly kind?: string; readonly id?: string })[],
  ): void {
    for (const value of values)
      if (table === MARKERS_TABLE.name) this.#markers.set(JSON.stringify(value), value)
      else if (table === IDENTITY_TABLE.name && value.kind === 'warehouse') this.#id = value.id!
      else throw refused(`INSERT INTO ${table}`)
  }

  #answer(query: string, params: Readonly<Record<string, unknown>>): { json(): Promise<readonly object[]> } {
    const answer = this.#answers.find(([begin]) => query.includes(begin))?.[1]
    if (answer === undefined) throw refused(query)
    const rows = answer(params)
    return { json: async () => rows }
  }

  readonly #answers: readonly (readonly [string, Answer])[] = [
    ['SELECT currentDatabase()', () => [{ name: 'pulse' }]],
    ['FROM schema_migrations', () => [...this.#steps].map(([step, checksum]) => ({ step, checksum }))],
    [
      'FROM system.columns',
      () =>
        STORED_TABLES.flatMap(({ name: table, columns }) =>
          columns.map(({ name, type }) => ({ table, name, type })),
        ),
    ],
    [`FROM ${IDENTITY_TABLE.name} WHERE kind = 'warehouse'`, () => [{ id: this.#id }]],
    [`FROM ${MARKERS_TABLE.name}`, ({ marker }) => this.#landed(marker as string)],
  ]

  #landed(marker: string): readonly object[] {
    const channels = new Map<string, { tasks: number; seen: Set<number> } & Partial<LandedMarker>>()
    for (const { topic, partition, source, task, tasks, ...told } of this.#markers.values()) {
      if (told.marker !== marker) continue
      const key = `${topic}/${partition}/${source}`
      const channel = channels.get(key) ?? { topic, partition, source, tasks, seen: new Set<number>() }
      channel.seen.add(task)
      channels.set(key, channel)
    }
    return [...channels.values()].map((channel) => ({ ...channel, seen: channel.seen.size }))
  }
}

const refused = (query: string): WarehouseError =>
  new WarehouseError('refused', `The simulated warehouse does not know this statement: ${query}`)
