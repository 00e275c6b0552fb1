import type { Connection, Database } from './database.ts'
import { databaseError } from './database-error.ts'
import type { EngineRequest } from './request.ts'

interface Session {
  readonly connection: Connection
  readonly timeoutMs: number
  /** Ends when the last request of the session has ended: requests of one session follow one another. */
  tail: Promise<unknown>
  waiting: number
  expiry: NodeJS.Timeout | undefined
}

/**
 * Connections for requests: a fresh one each, or the one that belongs to the request's `session_id`. Readers
 * always get a fresh one, because a connection that was made read-only stays so.
 */
export class Sessions {
  readonly #database: Database
  readonly #named = new Map<string, Session>()

  constructor(database: Database) {
    this.#database = database
  }

  /** Named sessions that have not expired. */
  get open(): number {
    return this.#named.size
  }

  async use<T>(
    request: EngineRequest,
    task: (connection: Connection, isShared: boolean) => Promise<T>,
  ): Promise<T> {
    if (request.session !== undefined && request.role === 'owner')
      return this.#useNamed(request.session, task)
    const connection = this.#database.connect()
    try {
      return await task(connection, false)
    } finally {
      await connection.close()
    }
  }

  async closeAll(): Promise<void> {
    const sessions = [...this.#named.values()]
    this.#named.clear()
    for (const session of sessions) clearTimeout(session.expiry)
    await Promise.all(sessions.map((session) => session.connection.close()))
  }

  async #useNamed<T>(
    wanted: NonNullable<EngineRequest['session']>,
    task: (connection: Connection, isShared: boolean) => Promise<T>,
  ): Promise<T> {
    const session = this.#named.get(wanted.id) ?? this.#create(wanted)
    clearTimeout(session.expiry)
    session.waiting += 1
    const result = session.tail.then(() => task(session.connection, true))
    session.tail = result.catch(() => undefined)
    try {
      return await result
    } finally {
      session.waiting -= 1
      if (session.waiting === 0) {
        session.expiry = setTimeout(() => void this.#expire(wanted.id, session), session.timeoutMs)
      }
    }
  }

  #create(wanted: NonNullable<EngineRequest['session']>): Session {
    if (wanted.mustExist) throw databaseError(372, 'SESSION_NOT_FOUND', `Session ${wanted.id} not found.`)
    const session: Session = {
      connection: this.#database.connect(),
      timeoutMs: wanted.timeoutMs,
      tail: Promise.resolve(),
      waiting: 0,
      expiry: undefined,
    }
    this.#named.set(wanted.id, session)
    return session
  }

  async #expire(id: string, session: Session): Promise<void> {
    if (this.#named.get(id) === session) this.#named.delete(id)
    await session.connection.close()
  }
}
