import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventRing, type RingEvent } from './event-ring.ts'

const event = (slot: number, offset: number, bytes: number): RingEvent => ({
  slot,
  offset,
  firstOffset: offset,
  offsets: [],
  wire: Buffer.alloc(bytes),
  body: Buffer.alloc(0),
})

describe('the ring of events', () => {
  it('holds the newest events within its bytes, and knows what it dropped', () => {
    const steps = fc.array(fc.record({ slot: fc.nat({ max: 2 }), bytes: fc.integer({ min: 1, max: 40 }) }))
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 100 }), (list, limit) => {
        const ring = new EventRing(limit, [5, 5, 5])
        const next = [5, 5, 5]
        const all = list.map(({ slot, bytes }) => event(slot, next[slot]!++, bytes))
        for (const each of all) ring.push(each)
        const held = all.slice(ring.first)
        expect(ring.end).toBe(all.length)
        expect(Array.from({ length: held.length }, (_, index) => ring.at(ring.first + index))).toEqual(held)
        expect(ring.bytes).toBe(held.reduce((sum, { wire }) => sum + wire.length, 0))
        expect(ring.bytes <= limit || held.length === 1).toBe(true)
        const dropped = all.slice(0, ring.first)
        expect(ring.floor).toEqual(
          [0, 1, 2].map((slot) =>
            Math.max(5, ...dropped.filter((each) => each.slot === slot).map(({ offset }) => offset + 1)),
          ),
        )
        if (ring.first > 0) expect(ring.at(ring.first - 1)).toBeUndefined()
      }),
    )
  })
})
