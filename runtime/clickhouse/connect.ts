import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseLogLevel, createClient, drainStream } from '@clickhouse/client'
import { WarehouseError } from '../errors.ts'
import { EngineAgent, EngineConnection } from './embedded/engine-connection.ts'
import { resilientClient } from './resilient-client.ts'
import { insertFailure, isConnectionError } from './warehouse-errors.ts'

const DEFAULT_DATABASE = 'pulse'
/** A statement may take long; the default of the client is 30 s. */
const REQUEST_TIMEOUT_MS = 15 * 60_000
const CONNECTIONS = 10
/** A server that has not answered an insert for so long has lost it, or the network has: it is sent again. */
const INSERT_ANSWER_MS = 5 * 60_000

export interface WarehouseOptions {
  /** CLICKHOUSE_URL: a server, `http[s]://[user:password@]host:port[/database]`. Without it, the embedded engine. */
  readonly url?: string | undefined
  /** PULSE_HOME: the data folder of the embedded engine. */
  readonly home: string
  /** How long the embedded engine stays when nobody needs it any more; default 30. */
  readonly engineIdleSeconds?: number | undefined
  readonly log?: (message: string) => void
  /**
   * `read`: for who only reads, default `write`. The embedded engine then knows us as its reader; of a server, `url`
   * has to name a user of that kind. The database is not created.
   */
  readonly access?: 'read' | 'write'
}

export interface InsertOptions {
  /** An insert sent again with the same token and rows takes effect once. */
  readonly deduplicationToken?: string | undefined
  /** For messages. */
  readonly rowCount?: number | undefined
  /** Gives up waiting for the answer; whether the insert took effect is then unknown. */
  readonly signal?: AbortSignal | undefined
}

/** The warehouse, wherever it is. The same SQL, client and inserts work on both kinds. */
export interface WarehouseConnection {
  readonly kind: 'embedded' | 'server'
  readonly access: 'read' | 'write'
  /** Where it is reached now, without credentials; an engine that was started again may have moved. */
  readonly url: string
  readonly client: ClickHouseClient
  /**
   * Inserts rows in RowBinary, from memory or as a stream that is read no faster than it is taken.
   * @throws WarehouseError `engineLost`, `unavailable`, `denied`: send it again, with the same token; `unacceptable`:
   * a row cannot be taken; `refused`: nothing can.
   */
  insertRowBinary(
    table: string,
    columns: readonly string[],
    rows: Buffer | Readable,
    options?: InsertOptions,
  ): Promise<void>
  close(): Promise<void>
}

/**
 * Connects to the server of `url`, or starts or joins the embedded engine under `home`, and creates the database
 * where it is missing.
 * @throws WarehouseError `unavailable`, `engineStart`, `unsupportedPlatform`.
 */
export async function openWarehouse(options: WarehouseOptions): Promise<WarehouseConnection> {
  const connection =
    options.url === undefined || options.url === ''
      ? await openEmbedded(options)
      : openServer(options.url, options.access ?? 'write')
  try {
    if (connection.access === 'read') await connection.reach()
    else await connection.createDatabase()
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}

async function openEmbedded({
  home,
  engineIdleSeconds,
  log,
  access = 'write',
}: WarehouseOptions): Promise<Connection> {
  const engine = new EngineConnection({
    home: resolve(home),
    idleSeconds: engineIdleSeconds,
    log: log ?? (() => undefined),
  })
  let endpoint = await engine.endpoint()
  const url = () => {
    endpoint = engine.current ?? endpoint
    return endpoint.url
  }
  const open = (database: string) =>
    createClient({
      ...COMMON,
      url: endpoint.url,
      username: access === 'read' ? endpoint.reader.user : endpoint.user,
      password: access === 'read' ? endpoint.reader.password : endpoint.password,
      // Never shared: a client ends the sockets of its agent that it thinks idle.
      http_agent: new EngineAgent(engine, CONNECTIONS),
      database,
    })
  return new Connection('embedded', access, url, DEFAULT_DATABASE, open, () => engine.close())
}

function openServer(text: string, access: 'read' | 'write'): Connection {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new WarehouseError(
      'unavailable',
      `CLICKHOUSE_URL is not the URL of a server: write http://user:password@host:8123.`,
    )
  }
  const database = decodeURIComponent(url.pathname.slice(1)) || DEFAULT_DATABASE
  url.pathname = '/'
  const open = (name: string) => createClient({ ...COMMON, url, database: name })
  return new Connection(
    'server',
    access,
    () => url.origin,
    database,
    open,
    async () => undefined,
  )
}

const COMMON = {
  request_timeout: REQUEST_TIMEOUT_MS,
  max_open_connections: CONNECTIONS,
  application: 'ashare-pulse',
  // Every failure is thrown; nothing needs to be printed besides.
  log: { level: ClickHouseLogLevel.OFF },
}

class Connection implements WarehouseConnection {
  readonly kind: 'embedded' | 'server'
  readonly access: 'read' | 'write'
  readonly client: ClickHouseClient
  readonly #url: () => string
  readonly #database: string
  readonly #open: (database: string) => ClickHouseClient
  readonly #release: () => void

  constructor(
    kind: 'embedded' | 'server',
    access: 'read' | 'write',
    url: () => string,
    database: string,
    open: (database: string) => ClickHouseClient,
    release: () => void,
  ) {
    this.kind = kind
    this.access = access
    this.#url = url
    this.client = resilientClient(open(database), this)
    this.#database = database
    this.#open = open
    this.#release = release
  }

  get url(): string {
    return this.#url()
  }

  /** @throws WarehouseError `unavailable` */
  async reach(): Promise<void> {
    try {
      await (await this.client.query({ query: 'SELECT 1', format: 'TabSeparated' })).text()
    } catch (error) {
      if (error instanceof WarehouseError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new WarehouseError('unavailable', `ClickHouse at ${this.url} does not let us read: ${why}`, {
        cause: error,
      })
    }
  }

  async createDatabase(): Promise<void> {
    const name = this.#database
    const anywhere = this.#open('default')
    try {
      const known = await anywhere.query({
        query: 'SELECT count() FROM system.databases WHERE name = {name:String}',
        query_params: { name },
        format: 'TabSeparated',
      })
      // An existing one is left alone: its user may not be allowed to create databases.
      if ((await known.text()).trim() !== '0') return
      await anywhere.command({
        query: 'CREATE DATABASE IF NOT EXISTS {name:Identifier}',
        query_params: { name },
      })
    } catch (error) {
      if (error instanceof WarehouseError) throw error
      const why = error instanceof Error ? error.message : String(error)
      const what = isConnectionError(error)
        ? 'cannot be reached. Is it running, and is CLICKHOUSE_URL right'
        : `does not let us use database ${name}`
      throw new WarehouseError('unavailable', `ClickHouse at ${this.url} ${what}: ${why}`, { cause: error })
    } finally {
      await anywhere.close()
    }
  }

  async insertRowBinary(
    table: string,
    columns: readonly string[],
    rows: Buffer | Readable,
    options: InsertOptions = {},
  ): Promise<void> {
    if (Buffer.isBuffer(rows) && rows.length === 0) return
    const list = columns.map((name) => `\`${name}\``).join(', ')
    const { deduplicationToken: token, signal } = options
    const patience = new AbortController()
    const giveUp = (): void => patience.abort()
    const timer = setTimeout(giveUp, INSERT_ANSWER_MS)
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      const { stream } = await this.client.exec({
        query: `INSERT INTO ${table} (${list}) FORMAT RowBinary`,
        values: Buffer.isBuffer(rows) ? Readable.from([rows], { objectMode: false }) : rows,
        clickhouse_settings: token === undefined ? {} : { insert_deduplication_token: token },
        abort_signal: patience.signal,
      })
      await drainStream(stream)
    } catch (error) {
      const count = options.rowCount === undefined ? '' : ` of ${options.rowCount} rows`
      throw insertFailure(error, `${table}${count}`, this)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
  }

  async close(): Promise<void> {
    await this.client.close()
    this.#release()
  }
}
