import type { LimitEvent } from './api.ts'

/** A stretch of a session in which a board was sealed, or stood open after it had been touched. */
export interface Span {
  readonly kind: 'sealed' | 'open'
  readonly side: 'up' | 'down'
  readonly from: number
  /** Null while it lasts. */
  readonly to: number | null
}

/** The stretches of one symbol from its events, in order of time; each ends where the next begins. */
export function sealSpans(events: readonly LimitEvent[]): readonly Span[] {
  const spans: { kind: Span['kind']; side: Span['side']; from: number; to: number | null }[] = []
  for (const { kind, time } of events) {
    const last = spans.at(-1)
    const next = {
      kind:
        kind.startsWith('sealed') || kind.startsWith('resealed') ? ('sealed' as const) : ('open' as const),
      side: kind.endsWith('Up') ? ('up' as const) : ('down' as const),
    }
    if (last?.kind === next.kind && last.side === next.side) continue
    if (last !== undefined) last.to = time
    spans.push({ ...next, from: time, to: null })
  }
  return spans.filter(({ from, to }) => to === null || to > from)
}

/** Events by symbol, each in order of time. */
export function eventsBySymbol(events: readonly LimitEvent[]): ReadonlyMap<string, readonly LimitEvent[]> {
  const bySymbol = new Map<string, LimitEvent[]>()
  for (const event of events) {
    const known = bySymbol.get(event.symbol)
    if (known === undefined) bySymbol.set(event.symbol, [event])
    else known.push(event)
  }
  return bySymbol
}
