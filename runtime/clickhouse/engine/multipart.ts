import { databaseError } from './database-error.ts'

/**
 * Plain fields of a `multipart/form-data` body, the form in which clients send many query parameters.
 * @throws DatabaseError on files (external tables), which the engine does not take.
 */
export function multipartFields(body: Buffer, contentType: string): ReadonlyMap<string, string> {
  const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const boundary = `--${match?.[1] ?? match?.[2] ?? ''}`
  const fields = new Map<string, string>()
  const parts = `\r\n${body.toString('utf8')}`.split(`\r\n${boundary}`)
  for (const part of parts.slice(1, -1)) {
    const gap = part.indexOf('\r\n\r\n')
    const head = part.slice(0, gap)
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]
    if (name === undefined || /[;\s]filename=/i.test(head)) {
      throw databaseError(48, 'NOT_IMPLEMENTED', 'External tables are not taken by the embedded engine.')
    }
    fields.set(name, part.slice(gap + 4))
  }
  return fields
}
