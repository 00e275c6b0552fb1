import { fileURLToPath } from 'node:url'
import { databaseErrorFrom } from './database-error.ts'
import { loadNative, type NativeBinding, type NativeConnection, type NativeResult } from './native.ts'
import { Slots } from './slots.ts'

/** Each statement at work holds a thread of libuv's pool (4 where nothing else is said); some are for files. */
const POOL_THREADS = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
const FILE_THREADS = 4
const CONCURRENT_STATEMENTS = Math.max(1, POOL_THREADS - FILE_THREADS)

/** Roles and their rights. */
const CONFIG = fileURLToPath(new URL('./config/engine.xml', import.meta.url))

/** The engine over one data path, which it holds under the engine's own exclusive lock. */
export class Database {
  readonly version: string
  readonly timezone: string
  readonly #native: NativeBinding
  readonly #path: string
  readonly #root: Connection
  readonly #slots = new Slots(CONCURRENT_STATEMENTS)

  /**
   * @param backups folder that BACKUP may write to and RESTORE may read
   * @throws Error when another process holds the path or it cannot be opened; the reason is on stderr.
   */
  constructor(path: string, backups: string) {
    this.#native = loadNative()
    this.#path = path
    this.#root = this.#connect([`--config-file=${CONFIG}`, `--backups.allowed_path=${backups}`])
    const [version, timezone] = this.#root.execute('SELECT version(), timezone()').trim().split('\t')
    this.version = version!
    this.timezone = timezone!
  }

  /** A fresh connection: settings, parameters, database and temporary tables are its own. About 0.1 ms. */
  connect(): Connection {
    return this.#connect()
  }

  #connect(args: readonly string[] = []): Connection {
    const handle = this.#native.CreateConnection(this.#path, args)
    if (handle === undefined) throw new Error(`The engine refused to open ${this.#path}`)
    return new Connection(this.#native, handle, this.#slots)
  }

  /** Stops a running statement by the mark that its connection set; does nothing when it has ended. */
  stop(mark: string): void {
    this.#root.execute(`KILL QUERY WHERE Settings['log_comment'] = '${mark}' ASYNC`)
  }

  /** Flushes and releases the data path. Every other connection must have been closed before. */
  close(): Promise<void> {
    return this.#root.close()
  }
}

/** One connection. Statements on it must follow one another; connections run in parallel. */
export class Connection {
  readonly #native: NativeBinding
  readonly #handle: NativeConnection
  readonly #slots: Slots
  #running: Promise<unknown> = Promise.resolve()

  constructor(native: NativeBinding, handle: NativeConnection, slots: Slots) {
    this.#native = native
    this.#handle = handle
    this.#slots = slots
  }

  /** For statements that end at once, such as SET and USE. */
  execute(sql: string, format = 'TabSeparated'): string {
    try {
      return this.#native.QueryWithConnection(this.#handle, sql, format)
    } catch (error) {
      throw databaseErrorFrom(error)
    }
  }

  /** Runs a statement off the event loop. @throws DatabaseError */
  run(sql: string, format = 'TabSeparated'): Promise<NativeResult> {
    const result = this.#slots.use(() => this.#native.QueryAsyncConnection(this.#handle, sql, format))
    this.#running = result.catch(() => undefined)
    return result.catch((error: unknown) => {
      throw databaseErrorFrom(error)
    })
  }

  /** Releases the connection when its statement has ended: closing it earlier would abort the engine. */
  async close(): Promise<void> {
    await this.#running
    this.#native.CloseConnection(this.#handle)
  }
}
