/** The reply of Tushare's HTTP interface, as far as it matters. */
export interface TushareReply {
  readonly fields: readonly string[]
  readonly items: ReadonlyArray<readonly unknown[]>
}

const FIELDS = /"fields"\s*:\s*\[([^\]]*)\]/

/** The column names in the beginning of a reply, which may be cut; undefined if it is no reply. */
export function tushareReplyFields(head: string): string[] | undefined {
  const list = FIELDS.exec(head)?.[1]
  if (list === undefined) return undefined
  return [...list.matchAll(/"([^"]*)"/g)].map((match) => match[1]!)
}

/** A whole reply. Throws on an error reply (its message says why) and on anything else. */
export function parseTushareReply(text: string): TushareReply {
  const body = JSON.parse(text) as { code?: unknown; msg?: unknown; data?: Partial<TushareReply> | null }
  if (body.code !== undefined && body.code !== 0) {
    throw new Error(`the reply is an error: ${String(body.msg)} (code ${String(body.code)})`)
  }
  const { fields, items } = body.data ?? {}
  if (!Array.isArray(fields) || !Array.isArray(items))
    throw new Error('the reply has no data.fields and data.items')
  return { fields, items }
}
