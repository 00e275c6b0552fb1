import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { takesGzip } from './packed.ts'

/** One file of the page, in memory. */
export interface PageFile {
  readonly body: Uint8Array
  readonly type: string
  /** Strong validator: changes with the content. */
  readonly etag: string
}

/** The page by path. Paths are looked up whole, so none can leave the page. */
export type Page = ReadonlyMap<string, PageFile>

/** Serves every file of the page under its own path. */
export function servePage(app: FastifyInstance, page: Page): void {
  for (const [path, { body, type, etag }] of page) {
    const packed = gzipSync(body, { level: 9 })
    app.get(path, (request, reply) => {
      reply.header('content-type', type).header('cache-control', 'no-cache').header('vary', 'accept-encoding')
      const isPacked = takesGzip(request.headers['accept-encoding'])
      const tag = isPacked ? `W/${etag}` : etag
      reply.header('etag', tag)
      if (request.headers['if-none-match'] === tag) return reply.code(304).send()
      if (!isPacked) return reply.send(body)
      return reply.header('content-encoding', 'gzip').send(packed)
    })
  }
}
