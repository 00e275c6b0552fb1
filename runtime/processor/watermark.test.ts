import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import { BEGINNING, type Channel, WatermarkTracker } from './watermark.ts'

const time = (value: number): EventTime => value as EventTime
const channel = (source: string, partition: number): Channel => ({ source, topic: 't', partition })
const says = (source: string, partition: number, eventTime: number, task = 0, tasks = 1) => ({
  ...channel(source, partition),
  task,
  tasks,
  eventTime: time(eventTime),
})

describe('WatermarkTracker', () => {
  it('is the minimum over writers, their tasks and partitions', () => {
    const tracker = new WatermarkTracker([channel('a', 0), channel('a', 1), channel('b', 0)])
    tracker.observe(says('a', 0, 50))
    tracker.observe(says('a', 1, 40))
    expect(tracker.current).toBe(BEGINNING)
    tracker.observe(says('b', 0, 60, 1, 2))
    expect(tracker.current).toBe(BEGINNING)
    tracker.observe(says('b', 0, 45, 0, 2))
    expect(tracker.current).toBe(40)
    tracker.observe(says('a', 1, 70))
    expect(tracker.current).toBe(45)
  })

  it('stays where a restored task had come to, until every writer has gone further', () => {
    const tracker = new WatermarkTracker([channel('a', 0), channel('a', 1)], time(30))
    expect(tracker.current).toBe(30)
    tracker.observe(says('a', 0, 20))
    tracker.observe(says('a', 1, 90))
    expect(tracker.current).toBe(30)
    tracker.observe(says('a', 0, 35))
    expect(tracker.current).toBe(35)
  })

  it('does not move for partitions that nobody reads, nor without channels', () => {
    const tracker = new WatermarkTracker([channel('a', 0)])
    tracker.observe(says('a', 7, 50))
    expect(tracker.current).toBe(BEGINNING)
    expect(new WatermarkTracker([]).current).toBe(BEGINNING)
  })

  it('equals a naive minimum and never goes back, whatever the order of punctuations', () => {
    const punctuation = fc.record({
      source: fc.constantFrom('a', 'b'),
      partition: fc.nat(1),
      task: fc.nat(1),
      eventTime: fc.nat(20),
    })
    fc.assert(
      fc.property(
        fc.array(punctuation, { maxLength: 60 }),
        fc.integer({ min: -1, max: 10 }),
        (all, floor) => {
          const channels = ['a', 'b'].flatMap((source) => [channel(source, 0), channel(source, 1)])
          const tracker = new WatermarkTracker(channels, time(floor))
          let before = floor
          all.forEach((one, at) => {
            tracker.observe(says(one.source, one.partition, one.eventTime, one.task, 2))
            const minima = channels.flatMap(({ source, partition }) =>
              [0, 1].map((task) =>
                Math.max(
                  floor,
                  ...all
                    .slice(0, at + 1)
                    .filter((p) => p.source === source && p.partition === partition && p.task === task)
                    .map(({ eventTime }) => eventTime),
                ),
              ),
            )
            expect(tracker.current).toBe(Math.min(...minima))
            expect(tracker.current).toBeGreaterThanOrEqual(before)
            before = tracker.current
          })
        },
      ),
    )
  })
})
