import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { databaseError } from './database-error.ts'

/** Up to here a body is looked at in memory; the rows behind it go to a file as they come. */
const HEAD_BYTES = 1 << 20
/** The longest statement that is not an insert with rows. */
const STATEMENT_BYTES = 256 << 20

/** A request body: its beginning in memory, the rest still to be read. */
export class RequestBody {
  readonly head: Buffer
  readonly #rest: AsyncIterator<Buffer> | undefined

  static readonly empty = new RequestBody(Buffer.alloc(0), undefined)

  private constructor(head: Buffer, rest: AsyncIterator<Buffer> | undefined) {
    this.head = head
    this.#rest = rest
  }

  /** @throws Error when the client goes away before the end: a truncated body is never taken for a whole one. */
  static async open(request: IncomingMessage): Promise<RequestBody> {
    const source: AsyncIterator<Buffer> = decoded(request)[Symbol.asyncIterator]()
    const chunks: Buffer[] = []
    let size = 0
    while (size < HEAD_BYTES) {
      const next = await source.next()
      if (next.done === true) return new RequestBody(Buffer.concat(chunks), undefined)
      chunks.push(next.value)
      size += next.value.length
    }
    return new RequestBody(Buffer.concat(chunks), source)
  }

  /** What is not in `head`. */
  async *rest(): AsyncGenerator<Buffer, undefined> {
    if (this.#rest === undefined) return undefined
    for (;;) {
      const next = await this.#rest.next()
      if (next.done === true) return undefined
      yield next.value
    }
  }

  /** The whole body, for statements. @throws DatabaseError 446 */
  async whole(bytesAtMost = STATEMENT_BYTES): Promise<Buffer> {
    const chunks = [this.head]
    let size = this.head.length
    for await (const chunk of this.rest()) {
      chunks.push(chunk)
      size += chunk.length
      if (size > bytesAtMost) {
        throw databaseError(446, 'QUERY_IS_TOO_LARGE', `The statement is longer than ${bytesAtMost} bytes.`)
      }
    }
    return chunks.length === 1 ? this.head : Buffer.concat(chunks)
  }
}

function decoded(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity' || encoding === '') return request
  const decoder =
    encoding === 'gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : undefined
  if (decoder === undefined) {
    throw databaseError(
      89,
      'UNKNOWN_COMPRESSION_METHOD',
      `Content-Encoding ${encoding} is not taken: send gzip, deflate or br (clickhouse-connect: compress='gzip').`,
    )
  }
  // Not `pipeline`: that would end the request with the decoder, and whoever sent it would never read why.
  request.pipe(decoder)
  request.once('error', (error) => decoder.destroy(error))
  request.once('close', () => {
    if (!request.readableEnded) decoder.destroy(new Error('The request broke off.'))
  })
  return decoder
}

/**
 * Reads a body without keeping it: a client may not look at the answer before it has sent all.
 * @param limit after which the rest is not waited for
 * @returns whether the body has ended
 */
export async function discardBody(
  request: IncomingMessage,
  limit?: { readonly bytes: number; readonly ms: number },
): Promise<boolean> {
  if (request.readableEnded || request.destroyed) return true
  request.unpipe()
  request.removeAllListeners('readable')
  const enough = new AbortController()
  const timer = limit === undefined ? undefined : setTimeout(() => enough.abort(), limit.ms)
  let left = limit?.bytes ?? Number.POSITIVE_INFINITY
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) enough.abort()
  })
  await finished(request, { writable: false, signal: enough.signal }).catch(() => undefined)
  clearTimeout(timer)
  return !enough.signal.aborted
}
