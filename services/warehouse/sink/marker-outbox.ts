import type { Control } from '../../../schemas/generated/events.ts'

/** A marker as one writer's task wrote it into one partition. */
export interface LandedMarker {
  readonly marker: string
  readonly topic: string
  readonly partition: number
  readonly source: string
  readonly task: number
  readonly tasks: number
}

const KEY_PREFIX = 'marker/'

/**
 * Markers on their way from the log to ClickHouse. A marker is told there only after the rows before it
 * and the position behind it are committed; so that a crash between the two loses none, it waits in the
 * task's state until it is told, and is told again after a restart.
 */
export class MarkerOutbox {
  readonly #waiting = new Map<string, LandedMarker>()
  #told: string[] = []

  constructor(state: ReadonlyMap<string, Uint8Array>) {
    for (const [key, value] of state)
      if (key.startsWith(KEY_PREFIX))
        this.#waiting.set(key, JSON.parse(Buffer.from(value).toString('utf8')) as LandedMarker)
  }

  /** State entries to commit with a block that read these markers. */
  stage(markers: readonly LandedMarker[]): Map<string, Uint8Array | null> {
    const entries = new Map<string, Uint8Array | null>(this.#told.map((key) => [key, null]))
    this.#told = []
    for (const marker of markers) {
      const key = `${KEY_PREFIX}${marker.source}/${marker.task}/${marker.marker}`
      this.#waiting.set(key, marker)
      entries.set(key, Buffer.from(JSON.stringify(marker)))
    }
    return entries
  }

  /** Tells every waiting marker; call it after the commit. */
  async deliver(tell: (markers: readonly LandedMarker[]) => Promise<void>): Promise<void> {
    if (this.#waiting.size === 0) return
    const delivered = [...this.#waiting]
    await tell(delivered.map(([, marker]) => marker))
    for (const [key] of delivered) {
      this.#waiting.delete(key)
      this.#told.push(key)
    }
  }
}

/** The marker that a control record carries, if it carries one. */
export function markerIn(
  { kind, marker, source, task, tasks }: Control,
  at: { readonly topic: string; readonly partition: number },
): LandedMarker | undefined {
  if (kind !== 'marker' || marker === null) return undefined
  return { marker, topic: at.topic, partition: at.partition, source, task, tasks }
}
