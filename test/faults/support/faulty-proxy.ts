import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a proxy does with bytes on their way. */
type Weather = 'calm' | 'silent' | 'refusing'

/**
 * A TCP proxy on 127.0.0.1 in front of a server, which can misbehave as networks do. Programs are given its port
 * instead of the server's.
 */
export class FaultyProxy {
  readonly port: number
  /** Connections that were reset so far. */
  resets = 0
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #weather: Weather = 'calm'
  #delayMs = 0

  /** @param port to listen on; default: any free one */
  static async open(
    target: { readonly host: string; readonly port: number },
    port = 0,
  ): Promise<FaultyProxy> {
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
    return new FaultyProxy(server, target)
  }

  private constructor(server: Server, target: { readonly host: string; readonly port: number }) {
    this.#server = server
    this.port = (server.address() as { port: number }).port
    server.on('connection', (client) => {
      if (this.#weather === 'refusing') return void client.resetAndDestroy()
      const upstream = connect(target.port, target.host)
      const pair = [client, upstream] as const
      this.#pairs.add(pair)
      const end = (): void => {
        this.#pairs.delete(pair)
        client.destroy()
        upstream.destroy()
      }
      for (const [from, to] of [pair, [upstream, client] as const]) {
        from.on('error', end)
        from.on('close', end)
        from.on('data', (bytes) => this.#pass(from, to, bytes))
        if (this.#weather === 'silent') from.pause()
      }
    })
  }

  /** Ends every open connection by RST; new ones are taken. */
  reset(): void {
    for (const [client, upstream] of this.#pairs) {
      this.resets += 1
      client.resetAndDestroy()
      upstream.resetAndDestroy()
    }
    this.#pairs.clear()
  }

  /** Nothing gets through any more, in either direction, and nobody is told. */
  silence(): void {
    this.#weather = 'silent'
    for (const pair of this.#pairs) for (const socket of pair) socket.pause()
  }

  /** Open connections are reset, new ones too: as if the server were down. */
  refuse(): void {
    this.#weather = 'refusing'
    this.reset()
  }

  /** Ends silence and refusal. */
  calm(): void {
    this.#weather = 'calm'
    for (const pair of this.#pairs) for (const socket of pair) socket.resume()
  }

  /** Each piece of data waits so long, in both directions. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds
  }

  async close(): Promise<void> {
    this.reset()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #pass(from: Socket, to: Socket, bytes: Buffer): Promise<void> {
    from.pause()
    if (this.#delayMs > 0) await sleep(this.#delayMs)
    if (!to.destroyed && !to.write(bytes))
      await new Promise((resolve) => to.once('drain', resolve).once('close', resolve))
    if (this.#weather !== 'silent') from.resume()
  }
}
