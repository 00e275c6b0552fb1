import type { ServerResponse } from 'node:http'

/**
 * Clients that need the engine: each holds a request open that is never answered to its end. The operating
 * system closes it when the client ends, however it ends.
 */
export class Leases {
  readonly #held = new Set<ServerResponse>()

  get count(): number {
    return this.#held.size
  }

  hold(response: ServerResponse): void {
    this.#held.add(response)
    response.once('close', () => this.#held.delete(response))
    response.writeHead(200, { 'Content-Type': 'text/plain' })
    response.flushHeaders()
  }

  /** Tells the clients that the engine ends. */
  releaseAll(): void {
    for (const response of this.#held) response.end()
  }
}
