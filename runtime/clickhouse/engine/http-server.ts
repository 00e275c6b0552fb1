import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Access, authenticate, proofOf, type Role } from './access.ts'
import type { Database } from './database.ts'
import { databaseError, databaseErrorFrom } from './database-error.ts'
import { FailedLogins } from './failed-logins.ts'
import { Leases } from './leases.ts'
import { Reply } from './reply.ts'
import { type EngineRequest, parseRequest } from './request.ts'
import { discardBody } from './request-body.ts'
import type { ResultPipes } from './result-pipes.ts'
import { readStatement, runStatement } from './run-statement.ts'
import { Sessions } from './sessions.ts'
import { Slots } from './slots.ts'
import { prepareConnection } from './statement-settings.ts'

/** Longer than clients keep idle connections (the official one 2.5 s), so that they never reuse a closed one. */
const KEEP_ALIVE_MS = 10_000
/** Query parameters may travel in the URL. */
const MAX_HEADER_BYTES = 1 << 20
const CLOSE_IDLE_MS = 20
/** A client that takes longer for its headers is cut off; bodies may take as long as they like, once it is known. */
const HEADERS_MS = 30_000
const CHECK_CONNECTIONS_MS = 5_000
/** Far more than our programs have; so a flood of connections ends before the process has no file left to open. */
const CONNECTIONS_AT_MOST = 512
/** Statements of readers at work; half of what the engine runs at once, so the sink always finds a place. */
const READER_STATEMENTS = 6
const READERS_WAITING = 64
/** What is read of a body that nobody needs, from somebody who is not the owner. */
const DISCARDED = { bytes: 1 << 20, ms: 5_000 }
const AUTHENTICATION_FAILED = 516
/** What goes back in a header as it came. */
const HEADER_TEXT = /^[\x21-\x7e]{1,256}$/

/** Who asks, as soon as that is known. */
interface Caller {
  role: Role | undefined
}

/** ClickHouse's HTTP interface over the embedded engine, on the loopback address unless told otherwise. */
export class HttpInterface {
  readonly #database: Database
  readonly #pipes: ResultPipes
  readonly #access: Access
  readonly #isPublic: boolean
  readonly #sessions: Sessions
  readonly #leases = new Leases()
  readonly #failedLogins = new FailedLogins()
  readonly #readers = new Slots(READER_STATEMENTS)
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
    const options = {
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEADERS_MS,
      connectionsCheckingInterval: CHECK_CONNECTIONS_MS,
      requestTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
    }
    this.#server = createServer(options, (request, response) => {
      void this.#answer(request, response)
    })
    this.#server.maxConnections = CONNECTIONS_AT_MOST
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
    const caller: Caller = { role: undefined }
    try {
      await this.#route(request, response, reply, caller)
    } catch (error) {
      const failure = databaseErrorFrom(error)
      if (failure.code === AUTHENTICATION_FAILED && !(await this.#failedLogins.wait())) {
        response.destroy()
        return
      }
      if (!(await discardBody(request, caller.role === 'owner' ? undefined : DISCARDED))) {
        reply.header('Connection', 'close')
        response.once('finish', () => request.destroy())
      }
      await reply.fail(failure).catch(() => response.destroy())
    } finally {
      this.#active -= 1
      this.#lastUse = performance.now()
    }
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    reply: Reply,
    caller: Caller,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://engine')
    if (url.pathname === '/ping' || (url.pathname === '/' && request.method === 'GET' && url.search === '')) {
      response.end('Ok.\n')
    } else if (url.pathname === '/engine/proof' && !this.#isPublic) {
      const { port } = this.#server.address() as AddressInfo
      response.end(proofOf(this.#access.owner.password, port, url.searchParams.get('nonce') ?? ''))
    } else if (url.pathname === '/engine/lease') {
      if (authenticate(request, url.searchParams, this.#access) !== 'owner')
        throw databaseError(497, 'ACCESS_DENIED', 'Only programs of the data folder keep the engine.')
      this.#leases.hold(response)
    } else if (url.pathname === '/') {
      await this.#runStatement(request, url.searchParams, reply, caller)
    } else {
      response.statusCode = 404
      response.end(
        `There is no handler ${url.pathname}. Use / for statements and /ping for the health check.\n`,
      )
    }
  }

  async #runStatement(
    request: IncomingMessage,
    url: URLSearchParams,
    reply: Reply,
    caller: Caller,
  ): Promise<void> {
    const queryId = url.get('query_id') ?? ''
    reply.header('X-ClickHouse-Query-Id', HEADER_TEXT.test(queryId) ? queryId : randomUUID())
    reply.header('X-ClickHouse-Server-Display-Name', 'ashare-pulse')
    reply.header('X-ClickHouse-Timezone', this.#database.timezone)
    const role = authenticate(request, url, this.#access)
    caller.role = role
    if (role === 'owner') return this.#run(await parseRequest(request, url, role), reply)
    if (this.#readers.waiting >= READERS_WAITING)
      throw databaseError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many statements of readers are waiting.')
    const parsed = await parseRequest(request, url, role)
    reply.refuseStalling()
    await this.#readers.use(() => this.#run(parsed, reply))
  }

  async #run(parsed: EngineRequest, reply: Reply): Promise<void> {
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
