/*
 * Runs in the page before its own scripts. It stands between the page's listeners and the events that carry the
 * market's figures, and notes when such an event came, when the page had applied it and when it was painted.
 */

/** An event, epoch ms; `painted` and `clock` (the time that the page then shows) follow a frame later. */
export interface PageRecord {
  readonly eventTime: number
  readonly received: number
  readonly applied: number
  painted?: number
  clock?: string | null
}

interface PageEvent {
  readonly data: string
}

type AddListener = (type: string, listener: (event: PageEvent) => void) => void

/** Of the page's globals, what is used here. */
interface PageGlobals {
  readonly EventSource: { readonly prototype: { addEventListener: AddListener } }
  readonly document: { querySelector(selector: string): { readonly textContent: string | null } | null }
  requestAnimationFrame(callback: () => void): void
  setTimeout(callback: () => void): void
  pageRecords: PageRecord[]
}

const page = globalThis as unknown as PageGlobals
page.pageRecords = []
const source = page.EventSource.prototype
const { addEventListener } = source

source.addEventListener = function (type, listener) {
  if (type !== 'live' && type !== 'minute') addEventListener.call(this, type, listener)
  else
    addEventListener.call(this, type, (event) => {
      const received = Date.now()
      listener(event)
      const applied = Date.now()
      const { eventTime } = (JSON.parse(event.data) as { row: { eventTime: number } }).row
      const record: PageRecord = { eventTime, received, applied }
      page.pageRecords.push(record)
      // A task put up in a frame runs when that frame has been drawn.
      page.requestAnimationFrame(() =>
        page.setTimeout(() => {
          record.painted = Date.now()
          record.clock = page.document.querySelector('time.clock')?.textContent ?? null
        }),
      )
    })
}
