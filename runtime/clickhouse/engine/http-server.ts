import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Access, authenticate, proofOf } from './access.ts'
import type { Database } from './database.ts'
import { databaseErrorFrom } from './database-error.ts'
import { Leases } from './leases.ts'
import { Reply } from './reply.ts'
import { parseRequest } from './request.ts'
import { discardBody } from './request-body.ts'
import type { ResultPipes } from './result-pipes.ts'
import { readStatement, runStatement } from './run-statement.ts'
import { Sessions } from './sessions.ts'
import { prepareConnection } from './statement-settings.ts'

/** Longer than clients keep idle connections (the official one 2.5 s), so that they never reuse a closed one. */
const KEEP_ALIVE_MS = 10_000
/** Query parameters may travel in the URL. */
const MAX_HEADER_BYTES = 1 << 20
const CLOSE_IDLE_MS = 20

/** ClickHouse's HTTP interface over the embedded engine, on the loopback address unless told otherwise. */
export class HttpInterface {
  readonly #database: Database
  readonly #pipes: ResultPipes
  readonly #access: Access
  readonly #isPublic: boolean
  readonly #sessions: Sessions
  readonly #leases = new Leases()
  readonly #server: Server
  #active = 0
  #lastUse = performance.now()

  /** @param isPublic others than the programs of the data folder come: no proof of the password is given to them */
  constructor(
    database: Database,
    pipes: ResultPipes,
    access: Access,
    { isPublic = false }: { readonly isPublic?: boolean } = {},
  ) {
    this.#database = database
    this.#pipes = pipes
    this.#access = access
    this.#isPublic = isPublic
    this.#sessions = new Sessions(database)
    const options = { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, maxHeaderSize: MAX_HEADER_BYTES }
    this.#server = createServer(options, (request, response) => {
      void this.#answer(request, response)
    })
  }

  /** Listens on the wanted port, or on a free one where it is taken. @returns the port. */
  async listen(wanted: number): Promise<number> {
    await this.#tryListen(wanted).catch(() => this.#tryListen(0))
    return (this.#server.address() as AddressInfo).port
  }

  /** Listens there and nowhere else. @returns the port. @throws Error where it is taken */
  async listenAt({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    await this.#tryListen(port, host)
    return (this.#server.address() as AddressInfo).port
  }

  /** How long nobody has needed the engine, in ms. */
  get idleMs(): number {
    const isNeeded = this.#active > 0 || this.#leases.count > 0 || this.#sessions.open > 0
    return isNeeded ? 0 : performance.now() - this.#lastUse
  }

  /** Takes no more requests, waits for those at work, at most so long, then cuts them off. */
  async close(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#leases.releaseAll()
    const closeIdle = setInterval(() => this.#server.closeIdleConnections(), CLOSE_IDLE_MS)
    const cutOff = setTimeout(() => this.#server.closeAllConnections(), graceMs)
    await closed
    clearInterval(closeIdle)
    clearTimeout(cutOff)
    await this.#sessions.closeAll()
  }

  #tryListen(port: number, host = '127.0.0.1'): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#active += 1
    const reply = new Reply(response, this.#database.version)
    try {
      await this.#route(request, response, reply)
    } catch (error) {
      await discardBody(request)
      await reply.fail(databaseErrorFrom(error)).catch(() => response.destroy())
    } finally {
      this.#active -= 1
      this.#lastUse = performance.now()
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine')
    if (url.pathname === '/ping' || (url.pathname === '/' && request.method === 'GET' && url.search === '')) {
      response.end('Ok.\n')
    } else if (url.pathname === '/engine/proof' && !this.#isPublic) {
      response.end(proofOf(this.#access.owner.password, url.searchParams.get('nonce') ?? ''))
    } else if (url.pathname === '/engine/lease') {
      authenticate(request, url.searchParams, this.#access)
      this.#leases.hold(response)
    } else if (url.pathname === '/') {
      await this.#runStatement(request, url.searchParams, reply)
    } else {
      response.statusCode = 404
      response.end(
        `There is no handler ${url.pathname}. Use / for statements and /ping for the health check.\n`,
      )
    }
  }

  async #runStatement(request: IncomingMessage, url: URLSearchParams, reply: Reply): Promise<void> {
    reply.header('X-ClickHouse-Query-Id', url.get('query_id') ?? randomUUID())
    reply.header('X-ClickHouse-Server-Display-Name', 'ashare-pulse')
    reply.header('X-ClickHouse-Timezone', this.#database.timezone)
    const role = authenticate(request, url, this.#access)
    const parsed = await parseRequest(request, url, role)
    const { statement, rows } = await readStatement(parsed)
    await this.#sessions.use(parsed, async (connection, isShared) => {
      const mark = randomUUID()
      const restore = prepareConnection(connection, parsed, mark, isShared)
      try {
        const context = {
          database: this.#database,
          pipes: this.#pipes,
          connection,
          request: parsed,
          reply,
          mark,
        }
        await runStatement(context, statement, rows)
      } finally {
        restore()
      }
    })
  }
}
