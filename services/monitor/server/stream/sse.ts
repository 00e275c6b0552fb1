/**
 * Server-sent events as they go over the wire. JSON has no raw line breaks, so one data line holds it; the id line
 * stands apart, because the same data go to clients at different positions.
 */
export function eventBody(name: string, json: string): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${json}\n\n`)
}

/** The same event with some of its `rows`, read back from its bytes: nobody keeps the rows of what was sent. */
export function withRows(body: Buffer, isKept: (at: number) => boolean): Buffer {
  const [event, line] = body.toString().split('\n') as [string, string]
  const data = JSON.parse(line.slice('data: '.length)) as { readonly rows: readonly unknown[] }
  const rows = data.rows.filter((_, at) => isKept(at))
  return eventBody(event.slice('event: '.length), JSON.stringify({ ...data, rows }))
}

export function idLine(position: string): string {
  return `id: ${position}\n`
}

/** A comment: keeps proxies from closing a silent connection, and tells us when nobody is there. */
export const HEARTBEAT = Buffer.from(': still here\n\n')

/** How long a browser waits before it connects again, in ms. */
export const RETRY = 'retry: 1000\n\n'

export const SSE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}
