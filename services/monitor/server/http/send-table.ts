import type { FastifyReply } from 'fastify'
import { toCsv } from './csv.ts'
import type { Table } from './route.ts'

/** A list as a file to download. */
export function sendTable(reply: FastifyReply, { filename, names, rows }: Table): FastifyReply {
  const safe = filename.replaceAll(/[^\w.-]/g, '_')
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${safe}.csv"`)
    .send(toCsv(names, rows))
}
