import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { createGzip, type Gzip } from 'node:zlib'
import type { DatabaseError } from './database-error.ts'
import { httpStatus } from './http-status.ts'

/** Figures of a finished statement, as `X-ClickHouse-Summary` names them. */
export interface Summary {
  readonly readRows: number
  readonly readBytes: number
  readonly writtenRows: number
  readonly writtenBytes: number
}

export const noSummary: Summary = { readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0 }

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

  constructor(response: ServerResponse, version: string) {
    this.#response = response
    this.#version = version
  }

  /** Whether the client has gone before it had everything. */
  get isAbandoned(): boolean {
    return this.#response.destroyed && !this.#response.writableFinished
  }

  onAbandoned(listener: () => void): void {
    this.#response.once('close', () => {
      if (!this.#response.writableFinished) listener()
    })
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
    await Promise.race([once(body, 'drain', { signal: end.signal }).catch(() => undefined), isOver])
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
    // What is left of the request body is not read: the connection cannot be used again.
    if (!this.#response.req.complete) this.header('Connection', 'close')
    this.#response.statusCode = httpStatus(error.code)
    this.#response.end(text)
  }

  /**
   * ClickHouse's own block for errors after the first rows (since 25.11), and a body without a proper end, so
   * that clients which do not know the block notice as well.
   */
  async #failBehindRows(text: string): Promise<void> {
    const tag = this.#exceptionTag
    const size = Buffer.byteLength(text)
    await this.write(Buffer.from(`\r\n__exception__\r\n${tag}\r\n${text}${size} ${tag}\r\n__exception__\r\n`))
    if (this.#body !== this.#response) {
      await new Promise<void>((resolve) => (this.#body as Gzip).flush(() => resolve()))
      ;(this.#body as Gzip).unpipe(this.#response)
    }
    this.#response.socket?.destroySoon()
  }

  #summaryText(summary: Summary): string {
    return JSON.stringify({
      read_rows: String(summary.readRows),
      read_bytes: String(summary.readBytes),
      written_rows: String(summary.writtenRows),
      written_bytes: String(summary.writtenBytes),
      total_rows_to_read: '0',
      result_rows: '0',
      result_bytes: '0',
      elapsed_ns: String(process.hrtime.bigint() - this.#began),
    })
  }
}
