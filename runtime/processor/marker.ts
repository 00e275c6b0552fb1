import type { Channel } from './watermark.ts'

/**
 * Tells when a marker has arrived from every task of every writer on every partition: then everything
 * that was written before it, by anybody upstream, has been read.
 */
export class MarkerTracker {
  readonly #channels: readonly Channel[]
  readonly #seen = new Map<string, Set<string>>()

  constructor(channels: readonly Channel[]) {
    this.#channels = channels
  }

  /** Takes in one copy of a marker; true when it completes the set. */
  observe(marker: string, at: Channel & { readonly task: number; readonly tasks: number }): boolean {
    const seen = this.#seen.get(marker) ?? new Set<string>()
    this.#seen.set(marker, seen)
    seen.add(`tasks/${at.source}/${at.tasks}`)
    seen.add(`${at.source}/${at.task}/${at.topic}/${at.partition}`)
    const complete = this.#channels.every((channel) => {
      const tasks = tasksOf(seen, channel.source)
      if (tasks === undefined) return false
      for (let task = 0; task < tasks; task += 1)
        if (!seen.has(`${channel.source}/${task}/${channel.topic}/${channel.partition}`)) return false
      return true
    })
    if (complete) this.#seen.delete(marker)
    return complete
  }
}

function tasksOf(seen: ReadonlySet<string>, source: string): number | undefined {
  const prefix = `tasks/${source}/`
  for (const entry of seen) if (entry.startsWith(prefix)) return Number(entry.slice(prefix.length))
  return undefined
}
