import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EventTime } from '../../core/market/trade-date.ts'
import type { AnyInputEvent, AnyOutputEvent, ProcessorDefinition } from '../../runtime/processor/processor.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { runSeries, type SeriesTopic, type Timeline } from './series-run.ts'

/** A processor of series with a timeline in which everything happens that it cares about. */
export interface SeriesSample {
  readonly name: string
  readonly definition: unknown
  readonly timeline: Timeline
  /** Fewest outputs that the sample must lead to: a contract about nothing proves nothing. */
  readonly atLeast: number
  /** Runs of each property (default 8). */
  readonly runs?: number
}

/**
 * What every processor of series promises: its outputs are a function of the events up to their own time. However
 * the watermark moves, wherever it is restarted, and whatever the future holds, they are the same.
 */
export function seriesContract(sample: SeriesSample): void {
  const { name, definition, timeline, atLeast, runs = 8 } = sample
  const moments = momentsOf(timeline)
  const anyMoments = fc.uniqueArray(fc.constantFrom(...moments), { minLength: 1, maxLength: 12 })
  const run = (options = {}, of: Timeline = timeline) => runSeries(definition, of, options)

  describe(`series contract: ${name}`, () => {
    const expected = run()

    it('says something', () => {
      expect(expected.length).toBeGreaterThanOrEqual(atLeast)
    })

    it('says the same however the watermark moves', () => {
      fc.assert(
        fc.property(anyMoments, (watermarks) => {
          expect(byIdentity(run({ watermarks }))).toEqual(byIdentity(expected))
        }),
        { numRuns: runs },
      )
    })

    it('says the same after restarts', () => {
      fc.assert(
        fc.property(anyMoments, (watermarks) => {
          expect(byIdentity(run({ watermarks, restarts: new Set(watermarks) }))).toEqual(byIdentity(expected))
        }),
        { numRuns: runs },
      )
    })

    it('does not look ahead: whatever comes after a moment changes nothing up to it', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...moments),
          fc.double({ min: 0.2, max: 5, noNaN: true }),
          (at, factor) => {
            const known = (outputs: readonly AnyOutputEvent<TopicKey>[]) =>
              byIdentity(outputs.filter(({ eventTime }) => eventTime <= at))
            const corrupted = {
              ...timeline,
              events: timeline.events.map((each) => corrupt(each, at, factor)),
            }
            expect(known(run({}, corrupted))).toEqual(known(expected))
          },
        ),
        { numRuns: runs },
      )
    })

    it('misses nothing of what it does not read', () => {
      const { reads } = definition as ProcessorDefinition
      const isRead = ({ topic, key }: AnyInputEvent<SeriesTopic>): boolean =>
        reads === undefined || reads(topic, key.slice(key.indexOf('/') + 1))
      const read = { ...timeline, events: timeline.events.filter(isRead) }
      expect(byIdentity(run({}, read))).toEqual(byIdentity(expected))
    })

    it('emits nothing before it could be known', () => {
      fc.assert(
        fc.property(fc.constantFrom(...moments), (until) => {
          for (const { eventTime } of run({ until })) expect(eventTime).toBeLessThanOrEqual(until)
        }),
        { numRuns: runs },
      )
    })
  })
}

function momentsOf({ events, sessions }: Timeline): EventTime[] {
  const times = new Set<EventTime>()
  for (const { eventTime } of events) times.add(eventTime)
  const all = [...times].sort((a, b) => a - b)
  if (all.length === 0 || sessions.length === 0) return all
  const between = all.flatMap((time) => [time, (time + 1) as EventTime, (time - 1) as EventTime])
  return between.filter((time) => time >= all[0]!)
}

const NUMBERS = ['open', 'high', 'low', 'close', 'volume', 'amount', 'value', 'shares', 'nav'] as const

/** The event with every figure changed, if it comes after a moment. */
function corrupt(
  each: AnyInputEvent<SeriesTopic>,
  at: EventTime,
  factor: number,
): AnyInputEvent<SeriesTopic> {
  if (each.eventTime <= at) return each
  const value = { ...each.value } as Record<string, unknown>
  for (const field of NUMBERS)
    if (typeof value[field] === 'number') value[field] = (value[field] as number) * factor
  return { ...each, value } as unknown as AnyInputEvent<SeriesTopic>
}

/** In an order that does not depend on batches: by time, then topic and key, then as they came. */
function byIdentity(outputs: readonly AnyOutputEvent<TopicKey>[]): readonly AnyOutputEvent<TopicKey>[] {
  const place = ({ eventTime, topic, key }: AnyOutputEvent<TopicKey>): string =>
    `${String(eventTime).padStart(16, '0')} ${topic} ${key}`
  return [...outputs].sort((left, right) =>
    place(left) < place(right) ? -1 : place(left) > place(right) ? 1 : 0,
  )
}
