import { type ClickHouseClient, createClient } from '@clickhouse/client'
import { type EngineEndpoint, readEndpoint } from '../engine/endpoint.ts'
import { type TemporaryWarehouse, temporaryWarehouse } from './temporary-warehouse.ts'

type Config = NonNullable<Parameters<typeof createClient>[0]>

/** An engine as others see it: the official client without our own connection, and plain HTTP. */
export class OfficialClient {
  readonly endpoint: EngineEndpoint
  readonly client: ClickHouseClient
  readonly #temporary: TemporaryWarehouse

  static async open(): Promise<OfficialClient> {
    return new OfficialClient(await temporaryWarehouse())
  }

  private constructor(temporary: TemporaryWarehouse) {
    this.#temporary = temporary
    this.endpoint = readEndpoint(temporary.home)!
    this.client = this.connect()
  }

  connect(config: Config = {}): ClickHouseClient {
    const { url, user: username, password } = this.endpoint
    return createClient({ url, username, password, database: 'pulse', log: { level: 127 }, ...config })
  }

  async rows(query: string, options: object = {}, from = this.client): Promise<unknown[]> {
    return (await from.query({ query, format: 'JSONEachRow', ...options })).json()
  }

  async text(query: string, options: object = {}, from = this.client): Promise<string> {
    return (await from.query({ query, format: 'TabSeparated', ...options })).text()
  }

  /** A request as curl or another language's client makes it. */
  post(search: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.endpoint.url}/?${search}`, {
      method: 'POST',
      body,
      headers: { ...this.headers, ...headers },
    })
  }

  /** ClickHouse's own way to say who asks. */
  get headers(): Record<string, string> {
    return { 'X-ClickHouse-User': this.endpoint.user, 'X-ClickHouse-Key': this.endpoint.password }
  }

  async table(name: string, columns: string, clauses = 'ENGINE = MergeTree ORDER BY tuple()'): Promise<void> {
    await this.client.command({ query: `CREATE OR REPLACE TABLE ${name} (${columns}) ${clauses}` })
  }

  async close(): Promise<void> {
    await this.client.close()
    await this.#temporary.remove()
  }
}

/** What a promise was rejected with; undefined when it was not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}
