import type { Tick } from '../../schemas/generated/events.ts'

/**
 * Order of snapshots of one symbol that settle at one moment (domain.md D6): those in time before late ones, then
 * by own time, volume, the source's number, and at last by content, so that their order never depends on how
 * they arrived.
 */
export function compareTicks(a: Tick, b: Tick): number {
  return (
    Number(a.late) - Number(b.late) ||
    a.eventTime - b.eventTime ||
    a.volume - b.volume ||
    (a.sequence ?? 0) - (b.sequence ?? 0) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
