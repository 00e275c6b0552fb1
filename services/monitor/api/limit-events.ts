import { z } from 'zod'
import { Board, Exclusion } from './boards.ts'
import { Count, Place, StreamPosition, SymbolCode, Time, Yuan } from './common.ts'

/** A symbol touches, seals, opens or seals again its price limit. Key: symbol and sequence. */
export const LimitEvent = z.object({
  symbol: SymbolCode,
  name: z.string().nullable(),
  time: Time,
  sequence: z.int().min(1).describe('Number within symbol and session.'),
  revision: Count,
  kind: z.enum([
    'touchedUp',
    'sealedUp',
    'openedUp',
    'resealedUp',
    'touchedDown',
    'sealedDown',
    'openedDown',
    'resealedDown',
  ]),
  board: Board,
  exclusion: Exclusion.nullable(),
  last: Yuan,
  limit: Yuan.describe('The limit price concerned.'),
  sealVolume: Count,
  sealAmount: Yuan,
  height: Count.describe('Consecutive boards if it closes sealed.'),
  breakCount: Count,
  noBook: z.boolean(),
})
export type LimitEvent = z.infer<typeof LimitEvent>

/** GET /api/v1/day/{date}/events[?symbol&since]: by time. */
export const DayEvents = Place.extend({ events: z.array(LimitEvent), streamPosition: StreamPosition })
export type DayEvents = z.infer<typeof DayEvents>
