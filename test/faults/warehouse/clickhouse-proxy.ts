import { once } from 'node:events'
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** What happens to one request on its way to ClickHouse. */
export type Mishap =
  /** ClickHouse's own answer with an exception; the statement does not reach the engine. */
  | {
      readonly kind: 'exception'
      readonly code: number
      readonly name: string
      readonly status: number
      readonly text: string
    }
  /** The answer of a load balancer that has no server. */
  | { readonly kind: 'gateway' }
  /** Connection refused, or reset before anything was read. */
  | { readonly kind: 'down' }
  /** The engine does it, and the answer comes late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The engine does it, and the answer never comes. */
  | { readonly kind: 'answerLost' }
  /** The connection breaks in the middle of the body. */
  | { readonly kind: 'bodyCut' }
  /** The password that came was changed on the server in between: it answers for itself. */
  | { readonly kind: 'wrongPassword' }
  /** The engine is killed while it has half of the body. */
  | { readonly kind: 'killed' }

/** One request: its statement, and which of all and of the inserts into stored tables it is, from 1. */
export interface Asked {
  readonly sql: string
  readonly number: number
  /** 0 where it is no insert of rows. */
  readonly insert: number
}

export interface Upstream {
  /** Where the engine serves now; waits while it starts again. */
  url(): Promise<URL>
  kill(): void
}

/** An HTTP proxy in front of the engine that does to each request what the round asks for. */
export class ClickHouseProxy {
  readonly port: number
  /** How often each mishap was done. */
  readonly done = new Map<Mishap['kind'], number>()
  readonly #server: Server
  readonly #upstream: Upstream
  readonly #decide: (asked: Asked) => Mishap | undefined
  #requests = 0
  #inserts = 0

  static async open(
    upstream: Upstream,
    decide: (asked: Asked) => Mishap | undefined,
    port = 0,
  ): Promise<ClickHouseProxy> {
    const server = createServer()
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return new ClickHouseProxy(server, upstream, decide)
  }

  private constructor(server: Server, upstream: Upstream, decide: (asked: Asked) => Mishap | undefined) {
    this.#server = server
    this.#upstream = upstream
    this.#decide = decide
    this.port = (server.address() as { port: number }).port
    server.on('request', (request, response) => {
      this.#handle(request, response).catch(() => response.destroy())
    })
  }

  get injected(): number {
    return [...this.done.values()].reduce((sum, count) => sum + count, 0)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = new URL(request.url!, 'http://proxy').searchParams.get('query') ?? ''
    const body: Buffer[] = []
    for await (const chunk of request) body.push(chunk as Buffer)
    const bytes = Buffer.concat(body)
    const sql = query === '' ? bytes.toString('utf8', 0, 10_000) : query
    this.#requests += 1
    const isInsert = /^INSERT INTO t_\w+ .*FORMAT RowBinary/s.test(sql)
    if (isInsert) this.#inserts += 1
    const asked = { sql, number: this.#requests, insert: isInsert ? this.#inserts : 0 }
    const mishap = this.#decide(asked)
    if (mishap !== undefined) this.done.set(mishap.kind, (this.done.get(mishap.kind) ?? 0) + 1)
    switch (mishap?.kind) {
      case 'exception':
        return answer(response, mishap.status, exceptionText(mishap), mishap.code)
      case 'gateway':
        return answer(response, 502, '<html><head><title>502 Bad Gateway</title></head></html>')
      case 'down':
        request.socket.resetAndDestroy()
        return
      case 'bodyCut':
      case 'killed': {
        const { socket } = request
        await this.#halfOf(request, bytes, () => mishap.kind === 'killed' && this.#upstream.kill())
        socket.resetAndDestroy()
        return
      }
      case 'wrongPassword':
        return this.#forward(request, response, bytes, { 'x-clickhouse-key': 'changed', authorization: '' })
      case 'slow':
        await this.#forward(request, response, bytes, {}, () => sleep(mishap.ms))
        return
      case 'answerLost':
        await this.#forward(request, response, bytes, {}, async () => {
          request.socket.resetAndDestroy()
        })
        return
      case undefined:
        await this.#forward(request, response, bytes)
    }
  }

  async #forward(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    headers: Readonly<Record<string, string>> = {},
    before: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const upstream = await this.#send(request, headers, body.length)
    upstream.end(body)
    const [answered] = (await once(upstream, 'response')) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of answered) chunks.push(chunk as Buffer)
    await before()
    if (response.destroyed) return
    const { 'transfer-encoding': _, connection: __, ...kept } = answered.headers
    response.writeHead(answered.statusCode!, kept)
    response.end(Buffer.concat(chunks))
  }

  /** The engine gets the first half of a body that it was promised whole. */
  async #halfOf(request: IncomingMessage, body: Buffer, then: () => void): Promise<void> {
    const upstream = await this.#send(request, {}, body.length)
    upstream.on('error', () => undefined)
    await new Promise((resolve) => upstream.write(body.subarray(0, body.length >> 1), resolve))
    await sleep(20)
    then()
    upstream.destroy()
  }

  async #send(request: IncomingMessage, headers: Readonly<Record<string, string>>, length: number) {
    const { hostname, port } = await this.#upstream.url()
    const { 'transfer-encoding': _, 'content-length': __, ...own } = request.headers
    return httpRequest({
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers: { ...own, ...headers, connection: 'close', 'content-length': length },
    })
  }
}

/** As ClickHouse words it, with its version behind. */
const exceptionText = ({ code, name, text }: Extract<Mishap, { kind: 'exception' }>): string =>
  `Code: ${code}. DB::Exception: ${text} (${name}) (version 26.7.2.1 (official build))\n`

function answer(response: ServerResponse, status: number, text: string, code?: number): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=UTF-8',
    ...(code === undefined ? {} : { 'x-clickhouse-exception-code': String(code) }),
  })
  response.end(text)
}
