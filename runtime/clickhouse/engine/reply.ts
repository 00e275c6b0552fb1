import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGzip, type Gzip } from 'node:zlib'
import type { DatabaseError } from './database-error.ts'
import { httpStatus } from './http-status.ts'

/** Figures of a finished statement for `X-ClickHouse-Summary`; the engine does not tell how much it read. */
export interface Summary {
  readonly resultRows: number
  readonly resultBytes: number
  readonly writtenRows: number
  readonly writtenBytes: number
}

/** How long a client has to read the reason before the body breaks off. */
const BREAK_OFF_MS = 1_000
/** A reader who takes nothing of his result for so long loses it: meanwhile his statement holds a place. */
const STALLED_MS = 120_000

export const noSummary: Summary = { resultRows: 0, resultBytes: 0, writtenRows: 0, writtenBytes: 0 }

const CONTENT_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^JSON\w*EachRow/i, 'application/x-ndjson; charset=UTF-8'],
  [/^JSON/i, 'application/json; charset=UTF-8'],
  [/^CSV/i, 'text/csv; charset=UTF-8'],
  [/^(TSV|TabSeparated)/i, 'text/tab-separated-values; charset=UTF-8'],
  [/^(RowBinary|Native|Parquet|Arrow|ORC|Avro|MsgPack|Protobuf|Npy)/i, 'application/octet-stream'],
]

/** One answer in ClickHouse's HTTP dialect, including errors that come after the first rows. */
export class Reply {
  readonly #response: ServerResponse
  readonly #version: string
  readonly #exceptionTag = randomBytes(8).toString('hex')
  readonly #began = process.hrtime.bigint()
  #body: Writable | undefined
  #isJson = false
  #stalledMs: number | undefined

  constructor(response: ServerResponse, version: string) {
    this.#response = response
    this.#version = version
  }

  /** Calls back when the client goes before it has everything. */
  onAbandoned(listener: () => void): void {
    if (this.#response.destroyed) listener()
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) listener()
    })
  }

  /** From now on a client that takes nothing for long is cut off. */
  refuseStalling(ms = STALLED_MS): void {
    this.#stalledMs = ms
  }

  header(name: string, value: string): void {
    this.#response.setHeader(name, value)
  }

  begin(format: string, summary: Summary, gzip: boolean): void {
    const type = CONTENT_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8'
    this.header('Content-Type', type)
    this.header('X-ClickHouse-Format', format)
    this.header('X-ClickHouse-Summary', this.#summaryText(summary))
    this.header('X-ClickHouse-Exception-Tag', this.#exceptionTag)
    this.#isJson = /^JSON/i.test(format)
    this.#body = this.#response
    if (gzip) {
      this.header('Content-Encoding', 'gzip')
      this.#body = createGzip({ level: 1 })
      this.#body.pipe(this.#response)
    }
  }

  /** Resolves when the client can take more. */
  async write(chunk: Uint8Array): Promise<void> {
    const body = this.#body!
    if (body.write(chunk) || this.#response.destroyed) return
    const end = new AbortController()
    const isOver = once(this.#response, 'close', { signal: end.signal }).catch(() => undefined)
    const cutOff =
      this.#stalledMs === undefined ? undefined : setTimeout(() => this.#response.destroy(), this.#stalledMs)
    await Promise.race([once(body, 'drain', { signal: end.signal }).catch(() => undefined), isOver])
    clearTimeout(cutOff)
    end.abort()
  }

  end(): void {
    this.#body!.end()
  }

  /** A whole answer in one piece. */
  send(format: string, summary: Summary, bytes: Uint8Array): void {
    this.begin(format, summary, false)
    this.#response.end(bytes)
  }

  /** Reports an error by status and header, or behind the rows where they have begun. */
  async fail(error: DatabaseError): Promise<void> {
    const text = `${error.message} (version ${this.#version})\n`
    if (this.#body !== undefined) return this.#failBehindRows(text)
    if (this.#response.headersSent || this.#response.destroyed) {
      this.#response.destroy()
      return
    }
    this.header('X-ClickHouse-Exception-Code', String(error.code))
    this.header('Content-Type', 'text/plain; charset=UTF-8')
    this.#response.statusCode = httpStatus(error.code)
    this.#response.end(text)
  }

  /**
   * ClickHouse's own block for errors after the first rows (since 25.11). Nobody can take it for JSON. In any
   * other format the body then breaks off, so that no client takes a part for the whole; one that knows the
   * block has left by then.
   */
  async #failBehindRows(text: string): Promise<void> {
    const tag = this.#exceptionTag
    const size = Buffer.byteLength(text)
    const block = `\r\n__exception__\r\n${tag}\r\n${text}${size} ${tag}\r\n__exception__\r\n`
    await this.write(Buffer.from(block))
    if (this.#isJson) return this.end()
    const gzip = this.#body === this.#response ? undefined : (this.#body as Gzip)
    gzip?.flush()
    const left = new AbortController()
    this.#response.once('close', () => left.abort())
    await sleep(BREAK_OFF_MS, undefined, { signal: left.signal }).catch(() => undefined)
    this.#response.destroy()
  }

  #summaryText(summary: Summary): string {
    return JSON.stringify({
      read_rows: '0',
      read_bytes: '0',
      written_rows: String(summary.writtenRows),
      written_bytes: String(summary.writtenBytes),
      total_rows_to_read: '0',
      result_rows: String(summary.resultRows),
      result_bytes: String(summary.resultBytes),
      elapsed_ns: String(process.hrtime.bigint() - this.#began),
    })
  }
}
