import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'

export interface ReceivedEvent {
  readonly name: string
  readonly id: string
  readonly data: Record<string, unknown>
}

const PATIENCE_MS = 30_000

/** A client of an event stream as a browser is one: it keeps the last id, and parses what comes. */
export class EventSourceClient {
  readonly events: ReceivedEvent[] = []
  #lastId = ''
  #text = ''
  readonly #request: ClientRequest
  #response: IncomingMessage | undefined
  readonly #waiting = new Set<() => void>()
  #ended = false

  constructor(url: string, headers: Record<string, string> = {}) {
    this.#request = request(url, { headers, agent: false }, (response) => {
      this.#response = response
      response.setEncoding('utf8')
      response.on('data', (text: string) => this.#accept(text))
      response.on('end', () => this.#end())
      response.on('error', () => this.#end())
      this.#wake()
    })
    this.#request.on('error', () => this.#end())
    this.#request.end()
  }

  get lastId(): string {
    return this.#lastId
  }

  get status(): number | undefined {
    return this.#response?.statusCode
  }

  get headers(): IncomingHttpHeaders {
    return this.#response?.headers ?? {}
  }

  get ended(): boolean {
    return this.#ended
  }

  named(name: string): ReceivedEvent[] {
    return this.events.filter((event) => event.name === name)
  }

  /** Resolves when the condition holds; rejects after 30 s, which no working server needs. */
  async until(condition: () => boolean, what = 'events'): Promise<void> {
    const end = Date.now() + PATIENCE_MS
    while (!condition()) {
      if (Date.now() > end)
        throw new Error(
          `No ${what} in ${PATIENCE_MS} ms; got ${this.events.map(({ name }) => name).join(' ')}`,
        )
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, 100)
        const waiting = this.#waiting
        function done() {
          clearTimeout(timer)
          waiting.delete(done)
          resolve()
        }
        waiting.add(done)
      })
    }
  }

  pause(): void {
    this.#response?.pause()
  }

  resume(): void {
    this.#response?.resume()
  }

  close(): void {
    this.#request.destroy()
  }

  #accept(text: string): void {
    this.#text += text
    const blocks = this.#text.split('\n\n')
    this.#text = blocks.pop()!
    for (const block of blocks) this.#parse(block)
    this.#wake()
  }

  #parse(block: string): void {
    let name = ''
    let data = ''
    for (const line of block.split('\n')) {
      if (line.startsWith('event: ')) name = line.slice(7)
      else if (line.startsWith('id: ')) this.#lastId = line.slice(4)
      else if (line.startsWith('data: ')) data += line.slice(6)
    }
    if (data !== '') this.events.push({ name, id: this.#lastId, data: JSON.parse(data) })
  }

  #end(): void {
    this.#ended = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }
}
