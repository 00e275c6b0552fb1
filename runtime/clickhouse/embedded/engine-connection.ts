import { once } from 'node:events'
import { Agent, type ClientRequestArgs } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WarehouseError } from '../../errors.ts'
import type { EngineEndpoint } from '../engine/endpoint.ts'
import { type EngineOptions, ensureEngine } from './launch.ts'
import { holdLease, type Lease } from './lease.ts'

/** Attempts to reach an engine that ends just while it is being joined. */
const ATTEMPTS = 5

/** The engine as one client needs it: held by a lease, and started again when it has died. */
export class EngineConnection {
  readonly #options: EngineOptions
  #lease: Lease | undefined
  #endpoint: EngineEndpoint | undefined
  #joining: Promise<EngineEndpoint> | undefined
  #isClosed = false

  constructor(options: EngineOptions) {
    this.#options = options
  }

  /** The engine that serves now. @throws WarehouseError `engineStart`, `engineLost`, `unsupportedPlatform`. */
  endpoint(): Promise<EngineEndpoint> {
    if (this.#isClosed)
      return Promise.reject(new WarehouseError('engineLost', 'The warehouse has been closed.'))
    if (this.#endpoint !== undefined && this.#lease?.isHeld === true) return Promise.resolve(this.#endpoint)
    this.#joining ??= this.#join().finally(() => {
      this.#joining = undefined
    })
    return this.#joining
  }

  /** The engine that was last joined. */
  get current(): EngineEndpoint | undefined {
    return this.#endpoint
  }

  /** Gives up an engine that does not answer any more. */
  forget(endpoint: EngineEndpoint): void {
    if (this.#endpoint !== endpoint) return
    this.#lease?.release()
    this.#lease = undefined
  }

  close(): void {
    this.#isClosed = true
    this.#lease?.release()
  }

  async #join(): Promise<EngineEndpoint> {
    const { home, log } = this.#options
    let cause: unknown
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const endpoint = await ensureEngine(this.#options)
      try {
        const lease = await holdLease(endpoint, () => log(`The embedded engine ${endpoint.pid} is gone`))
        if (this.#isClosed) lease.release()
        this.#lease = lease
        this.#endpoint = endpoint
        return endpoint
      } catch (error) {
        cause = error
      }
    }
    throw new WarehouseError(
      'engineStart',
      `The embedded engine on ${home} ended ${ATTEMPTS} times while it was being joined; see engine.log there.`,
      { cause },
    )
  }
}

/**
 * Sockets to whatever engine serves at the moment. So the official client keeps its one URL while engines come
 * and go, and a request that has not been sent yet never sees that its engine was replaced.
 */
export class EngineAgent extends Agent {
  readonly #engine: EngineConnection

  constructor(engine: EngineConnection, maxSockets: number) {
    super({ keepAlive: true, maxSockets })
    this.#engine = engine
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    this.#connect().then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, undefined as never),
    )
  }

  async #connect(): Promise<Socket> {
    for (let attempt = 1; ; attempt += 1) {
      const endpoint = await this.#engine.endpoint()
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(endpoint.url).port), noDelay: true })
      try {
        await once(socket, 'connect')
        return socket
      } catch (error) {
        if (attempt === ATTEMPTS) throw error
        this.#engine.forget(endpoint)
      }
    }
  }
}
