import type { Phase } from '../sessions.ts'
import type { Snapshot } from './snapshot.ts'
import type { TickMemory } from './tick-memory.ts'

/** Best bid at or above the best ask: no book of continuous trading looks like this. */
export function isCrossed(snapshot: Snapshot): boolean {
  const bid = snapshot.bidPrices[0] ?? 0
  const ask = snapshot.askPrices[0] ?? 0
  return bid >= ask && bid > 0 && ask > 0
}

/**
 * Whether prices and book of a snapshot are indicative, those of an auction before its match: the calls, what
 * the feed calls an auction, and at the times of the two matches a book that still shows bid = ask (Shenzhen
 * prints such snapshots at 09:25:00.000, Shanghai at 15:00:00.000).
 */
export function isIndicative(snapshot: Snapshot, phase: Phase): boolean {
  switch (phase) {
    case 'openCall':
    case 'openCallNoCancel':
    case 'closeCall':
      return true
    case 'openMatch':
    case 'closeMatch':
      return snapshot.status === 'auction' || isCrossed(snapshot)
    default:
      return snapshot.status === 'auction'
  }
}

/**
 * Whether a snapshot says the same as the one before it of the same moment. Sources send again after a
 * reconnection; equal times with different content are legal.
 */
export function isRepeated(snapshot: Snapshot, before: TickMemory): boolean {
  return (
    snapshot.eventTime === before.eventTime &&
    snapshot.volume === before.seenVolume &&
    snapshot.amount === before.seenAmount &&
    snapshot.last === before.seenLast &&
    (snapshot.bidPrices[0] ?? 0) === before.seenBidPrice &&
    (snapshot.askPrices[0] ?? 0) === before.seenAskPrice &&
    (snapshot.bidVolumes[0] ?? 0) === before.seenBidVolume &&
    (snapshot.askVolumes[0] ?? 0) === before.seenAskVolume
  )
}
