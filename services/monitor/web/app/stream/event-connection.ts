/** What a connection tells about itself. */
export interface ConnectionListener {
  /** An event by name, parsed. */
  event(name: string, data: unknown): void
  opened(): void
  /** The line is cut and is tried again at that time, epoch ms. */
  lost(retryAt: number): void
}

export interface ConnectionOptions {
  /** Address for the next attempt; `after` is the id of the last event that came, null before the first. */
  readonly url: (after: string | null) => string
  readonly names: readonly string[]
  readonly listener: ConnectionListener
  /** Longest silence of a healthy line, ms; without one, silence says nothing. */
  readonly silence?: number
}

/** An open line that reconnects until it is closed. */
export interface EventConnection {
  close(): void
}

const RETRIES_MS = [300, 1_000, 2_000, 4_000, 8_000]

/**
 * Server-sent events that go on where they were cut. A browser's own reconnection gives up for good when a
 * restarting server answers with an error, and does not notice a line that is dead but open; so each attempt is
 * a new one that names the last id, and silence counts as a cut.
 */
export function connectEvents({ url, names, listener, silence }: ConnectionOptions): EventConnection {
  let source: EventSource | null = null
  let lastId: string | null = null
  let failures = 0
  let timer = 0
  let watchdog = 0

  const alive = (): void => {
    window.clearTimeout(watchdog)
    if (silence !== undefined) watchdog = window.setTimeout(cut, silence)
  }
  const cut = (): void => {
    source?.close()
    window.clearTimeout(watchdog)
    const wait = RETRIES_MS[Math.min(failures, RETRIES_MS.length - 1)] ?? 0
    failures += 1
    listener.lost(Date.now() + wait)
    timer = window.setTimeout(open, wait)
  }
  const open = (): void => {
    source = new EventSource(url(lastId))
    source.onopen = () => {
      failures = 0
      alive()
      listener.opened()
    }
    source.onerror = cut
    for (const name of names) {
      source.addEventListener(name, (event: MessageEvent<string>) => {
        alive()
        if (event.lastEventId !== '') lastId = event.lastEventId
        listener.event(name, JSON.parse(event.data))
      })
    }
    alive()
  }
  open()
  return {
    close: () => {
      window.clearTimeout(timer)
      window.clearTimeout(watchdog)
      source?.close()
    },
  }
}
