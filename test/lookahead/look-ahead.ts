import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AnyOutputEvent } from '../../runtime/processor/processor.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { randomFrom } from '../support/random-market.ts'

export type Output = AnyOutputEvent<TopicKey>

/** What a processor says of an input, and of the same input with another future. */
export interface Hunted {
  /** Moments after which everything may change, rising. */
  readonly moments: readonly number[]
  readonly said: readonly Output[]
  readonly changed: (moment: number, random: () => number) => readonly Output[]
}

export interface LookAheadSample {
  /** Names the input in the test's title. */
  readonly input: string
  /** Fewest outputs that the input must lead to: nothing can be learnt of silence. */
  readonly atLeast: number
  readonly load: () => Promise<Hunted> | Hunted
  readonly runs?: number
}

const RUNS = 4

/** Registers the hunt of one processor on one input as a test. */
export function huntLookAhead(processor: string, { input, atLeast, load, runs }: LookAheadSample): void {
  it(`${processor} on ${input} says of no moment what only a later one can know`, async () => {
    const hunted = await load()
    expect(hunted.said.length).toBeGreaterThanOrEqual(atLeast)
    expectNoLookAhead(hunted, runs)
  })
}

/** Whatever comes after a moment, what was said up to it is the same; and what is said after it is not. */
export function expectNoLookAhead({ moments, said, changed }: Hunted, runs = RUNS): void {
  const everything = lines(said).join('\n')
  let noticed = 0
  fc.assert(
    fc.property(fc.nat(moments.length - 1), fc.nat(), (place, seed) => {
      const moment = moments[place]!
      const otherwise = changed(moment, randomFrom(seed))
      expect(lines(until(moment, otherwise))).toEqual(lines(until(moment, said)))
      if (lines(otherwise).join('\n') !== everything) noticed += 1
    }),
    // One moment is early, so that the other future is long enough to be noticed.
    { numRuns: runs, examples: [[Math.floor(moments.length * EARLY), 1]] },
  )
  expect(noticed).toBeGreaterThan(0)
}

const EARLY = 0.3

const until = (moment: number, outputs: readonly Output[]): readonly Output[] =>
  outputs.filter(({ eventTime }) => eventTime <= moment)

const lines = (outputs: readonly Output[]): string[] =>
  outputs
    .map(({ topic, key, eventTime, value }) => `${eventTime} ${topic} ${key} ${JSON.stringify(value)}`)
    .sort()
