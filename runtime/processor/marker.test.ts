import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarkerTracker } from './marker.ts'
import type { Channel } from './watermark.ts'

const CHANNELS: readonly Channel[] = ['a', 'b'].flatMap((source) =>
  [0, 1, 2].map((partition) => ({ source, topic: 't', partition })),
)
const TASKS: Readonly<Record<string, number>> = { a: 1, b: 2 }
const COPIES = CHANNELS.flatMap((channel) => {
  const tasks = TASKS[channel.source]!
  return Array.from({ length: tasks }, (_, task) => ({ ...channel, task, tasks }))
})

describe('MarkerTracker', () => {
  it('reports a marker with its last copy, whatever the order in which the copies of several arrive', () => {
    const copies = ['first', 'second'].flatMap((marker) => COPIES.map((at) => ({ marker, at })))
    fc.assert(
      fc.property(fc.shuffledSubarray(copies, { minLength: copies.length }), (order) => {
        const tracker = new MarkerTracker(CHANNELS)
        const left = new Map([
          ['first', COPIES.length],
          ['second', COPIES.length],
        ])
        for (const { marker, at } of order) {
          left.set(marker, left.get(marker)! - 1)
          expect(tracker.observe(marker, at)).toBe(left.get(marker) === 0)
        }
      }),
    )
  })

  it('counts a copy that comes twice once', () => {
    const tracker = new MarkerTracker(CHANNELS)
    for (const at of COPIES.slice(1)) {
      expect(tracker.observe('m', at)).toBe(false)
      expect(tracker.observe('m', at)).toBe(false)
    }
    expect(tracker.observe('m', COPIES[0]!)).toBe(true)
  })
})
