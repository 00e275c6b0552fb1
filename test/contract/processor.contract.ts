import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunOptions } from '../../runtime/processor/run-processor.ts'
import { TOPICS, type TopicKey } from '../../schemas/topics.ts'
import { NO_FACTS, type ReferenceFacts } from '../../services/ingest/reference-facts.ts'
import type { SessionItems, SourceBar } from '../../services/ingest/source.ts'
import type { SourceTick, Sweep } from '../../services/ingest/ticks/source-tick.ts'
import { shuffled } from '../support/bad-line.ts'
import type { Fault } from '../support/faulty-log.ts'
import { faultyRun } from '../support/faulty-run.ts'
import { pipelineOutputs } from '../support/pipeline-run.ts'
import {
  type ProcessorSet,
  type Recording,
  recordSessions,
  withoutFields,
  withProcessorRun,
} from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'
import { DELIVERIES, deliveredTwice, inputRecords } from './delivered-twice.ts'

/** Processors with an input in which everything happens that they care about. */
export interface ProcessorSample extends ProcessorSet {
  readonly name: string
  readonly sessions: readonly SessionItems[]
  /** Fewest records by topic that the sample must lead to: a contract about nothing proves nothing. */
  readonly atLeast: Readonly<Partial<Record<TopicKey, number>>>
  /** Makes a bar that the first processor cannot take. */
  readonly poisoned: (bar: SourceBar) => SourceBar
  /** Reference facts that are published with the sessions. */
  readonly facts?: ReferenceFacts
  /** Makes a snapshot that the first processor cannot take; undefined for one that it does not look at. */
  readonly poisonedTick?: (tick: SourceTick) => SourceTick | undefined
  /** Fields that count what was done with events: they may differ where events are sent twice or lost. */
  readonly counters?: readonly string[]
}

/** Small enough that a run takes many transactions, snapshots and polls. */
const SMALL = { commitEvents: 40, snapshotEvents: 90, pollRecords: 25 } as const
const SEED = 20220425

/**
 * What every processor promises: however it was run, what it published is the same to the bit. Every set of
 * processors registers with a sample input.
 */
export function processorContract(sample: ProcessorSample): void {
  const { sessions, facts = NO_FACTS, counters = [] } = sample
  const recordings = new Map<number, Recording>()
  let expected = ''
  let expectedWithoutCounters = ''

  /** The sample, published once for each number of partitions. */
  const recorded = async (partitions: number): Promise<Recording> => {
    const known = recordings.get(partitions)
    if (known !== undefined) return known
    const recording = await recordSessions(sample, partitions, sessions, facts)
    recordings.set(partitions, recording)
    return recording
  }
  const processed = async (partitions: number, options: Partial<RunOptions> = {}): Promise<string> => {
    const recording = await recorded(partitions)
    return withProcessorRun(sample, recording, async (run) => {
      await run.process(recording.marker, options)
      return run.digest()
    })
  }

  describe(`processor contract: ${sample.name}`, () => {
    beforeAll(async () => {
      const recording = await recorded(1)
      await withProcessorRun(sample, recording, async (run) => {
        await run.process(recording.marker)
        for (const [topic, count] of Object.entries(sample.atLeast))
          expect((await run.lines(topic as TopicKey)).length).toBeGreaterThanOrEqual(count)
        expected = await run.digest()
        expectedWithoutCounters = await run.digest(counters)
      })
    })

    afterAll(async () => {
      for (const { home } of recordings.values()) await rm(home, { recursive: true, force: true })
    })

    describe('gives bit-identical events', () => {
      it.each([1, 3, 12])('on %i partitions', async (partitions) => {
        expect(await processed(partitions)).toBe(expected)
      })

      it.each([1, 7, 100])('in polls of %i records', async (pollRecords) => {
        expect(await processed(3, { pollRecords, commitEvents: pollRecords })).toBe(expected)
      })

      it('with the symbols of a session in any order', async () => {
        const random = randomFrom(SEED)
        const shuffledSessions = sessions.map((session) => ({
          ...withSweeps(session, ({ until, ticks }) => ({ until, ticks: shuffled(ticks, random) })),
          bars: shuffled(session.bars, random),
        }))
        await withProcessorRun(sample, 3, async (run) => {
          const { marker } = await run.publish(shuffledSessions, [], facts)
          await run.process(marker)
          expect(await run.digest()).toBe(expected)
        })
      })

      it('when every session is published again, in another run', async () => {
        const { late } = await recorded(1)
        const half = sessions.slice(0, sessions.length / 2)
        await withProcessorRun(sample, 1, async (run) => {
          await run.publish(half, [], facts)
          const again = await run.publish(sessions, [], facts)
          expect(again).toMatchObject({ late, sessions: sessions.length - half.length })
          expect(again.duplicates).toBe(half.reduce((bars, session) => bars + session.bars.length, 0))
          await run.process(again.marker)
          expect(await run.digest()).toBe(expected)
        })
      })

      it('when processing goes along with publishing, with restarts between', async () => {
        await withProcessorRun(sample, 3, async (first, reopen) => {
          let run = first
          for (let from = 0; from < sessions.length; from += 2) {
            const { marker } = await run.publish(sessions.slice(from, from + 2), [], facts)
            await run.process(marker, SMALL)
            run = await reopen()
          }
          expect(await run.digest()).toBe(expected)
        })
      })

      it.each(DELIVERIES)('when records are delivered twice: %s', async (when) => {
        const recording = await recorded(3)
        const inputs = await withProcessorRun(sample, recording, inputRecords)
        await withProcessorRun(sample, 3, async (run) => {
          await run.write(deliveredTwice(inputs, when, SEED))
          await run.process(recording.marker, SMALL)
          expect(await run.digest(counters)).toBe(expectedWithoutCounters)
        })
      })
    })

    describe('does not notice faults', () => {
      /** Each fault at every third of the first commits, in three runs: so at each of them. */
      const cases = (['abort', 'crash', 'crashAfter'] as const).flatMap((fault) =>
        [0, 1, 2].map((first) => [fault, first] as const),
      )
      it.each(cases)('%s at every third commit (%i)', async (fault, first) => {
        const { digest, faults } = await withFaultyRun((commit) =>
          commit <= 30 && commit % 3 === first ? fault : undefined,
        )
        expect(faults).toBeGreaterThan(3)
        expect(digest).toBe(expected)
      })

      it('of all kinds, at random', async () => {
        const random = randomFrom(SEED)
        const kinds: (Fault | undefined)[] = ['abort', 'crash', 'crashAfter', undefined, undefined, undefined]
        const { digest } = await withFaultyRun(() => kinds[Math.floor(random() * kinds.length)])
        expect(digest).toBe(expected)
      })
    })

    describe('loses a poisoned event as one dead letter, and nothing else', () => {
      const last = Math.max(...sessions.map(({ bars }) => bars.length)) - 1
      it.each([
        ['the first', () => 0],
        ['the last', () => last],
        ['one', (session: number) => (session * 7 + 3) % last],
      ] as const)('%s of every session', async (_place, placeIn) => {
        const clean: SessionItems[] = []
        const dirty: SessionItems[] = []
        let letters = 0
        for (const [session, items] of sessions.entries()) {
          if (items.bars.length === 0) {
            clean.push(items)
            dirty.push(items)
            continue
          }
          const place = Math.min(placeIn(session), items.bars.length - 1)
          const bars = items.bars.map((taken, at) =>
            at === place ? { ...taken, bar: sample.poisoned(taken.bar) } : taken,
          )
          clean.push({ ...items, bars: items.bars.filter((_, at) => at !== place) })
          dirty.push({ ...items, bars })
          letters += 1
        }
        await expectLetters(clean, dirty, letters, TOPICS.bars1d.name)
      })
    })

    const { poisonedTick } = sample
    if (poisonedTick !== undefined)
      describe('loses a poisoned snapshot in the same way', () => {
        /** Every third snapshot, in three runs: so each of them. */
        it.each([0, 1, 2])('every third of them (%i)', async (first) => {
          let at = 0
          let letters = 0
          const poison = (tick: SourceTick): SourceTick | undefined => {
            at += 1
            return at % 3 === first ? poisonedTick(tick) : undefined
          }
          const dirty: SessionItems[] = []
          const clean = sessions.map((session) => {
            let covered = 0
            const harmed = sweepsOf(session).map(({ until, ticks }) => {
              // Of a late one only high and low may count: it may be harmless.
              const isLate = ({ eventTime }: SourceTick): boolean => eventTime <= covered
              const part = ticks.map((tick) => ({ tick, poisoned: isLate(tick) ? undefined : poison(tick) }))
              covered = until
              return { until, ticks: part }
            })
            letters += harmed
              .flatMap(({ ticks }) => ticks)
              .filter(({ poisoned }) => poisoned !== undefined).length
            const resent = (of: (part: (typeof harmed)[number]['ticks']) => readonly SourceTick[]) =>
              harmed.map(({ until, ticks }) => ({ until, ticks: of(ticks) }))
            dirty.push(
              withTicks(
                session,
                resent((part) => part.map(({ tick, poisoned }) => poisoned ?? tick)),
              ),
            )
            const kept = resent((part) =>
              part.flatMap(({ tick, poisoned }) => (poisoned === undefined ? [tick] : [])),
            )
            return withTicks(session, kept)
          })
          expect(letters).toBeGreaterThan(10)
          await expectLetters(clean, dirty, letters, TOPICS.ticks.name)
        })
      })

    describe('keeps all its memory in its state', () => {
      const disturbed = (seed: number) => {
        const random = randomFrom(seed)
        return pipelineOutputs(sample.processors, sessions, {
          batches: () => 1 + Math.floor(random() * 6),
          rollsBack: () => random() < 0.3,
          restores: () => random() < 0.3,
        })
      }

      it('so that batches, rollbacks and restores at any place change nothing', () => {
        const calm = pipelineOutputs(sample.processors, sessions, {
          batches: () => 1,
          rollsBack: () => false,
          restores: () => false,
        })
        expect(calm.length).toBeGreaterThan(sessions.length)
        fc.assert(
          fc.property(fc.nat(), (seed) => {
            expect(disturbed(seed)).toEqual(calm)
          }),
          { numRuns: 15, seed: SEED },
        )
      })
    })
  })

  const withFaultyRun = async (faultAt: (commit: number) => Fault | undefined) =>
    faultyRun(sample, await recorded(3), faultAt, SMALL)

  /** The sessions with the poisoned events say what those without them say, and one dead letter for each. */
  async function expectLetters(
    clean: readonly SessionItems[],
    dirty: readonly SessionItems[],
    letters: number,
    source: string,
  ): Promise<void> {
    const [wanted, got] = [await said(clean), await said(dirty)]
    expect(got.lines).toEqual(wanted.lines)
    expect(got.letters.length - wanted.letters.length).toBe(letters)
    const failed = got.letters.filter((letter) => !wanted.letters.includes(letter))
    for (const letter of failed)
      expect(JSON.parse(letter)).toMatchObject({ code: 'processingFailed', source })
  }

  const said = (items: readonly SessionItems[]) =>
    withProcessorRun(sample, 1, async (run) => {
      const { marker } = await run.publish(items, [], facts)
      await run.process(marker, SMALL)
      const topics = sample.topics.filter((topic) => topic !== 'deadLetters')
      return {
        lines: await Promise.all(
          topics.map(async (topic) => withoutFields(await run.lines(topic), counters)),
        ),
        letters: await run.lines('deadLetters'),
      }
    })
}

type Sweeps = readonly Sweep[]

/** A made-up session of ticks has all its sweeps at hand. */
const sweepsOf = ({ ticks }: SessionItems): Sweeps => (ticks === undefined ? [] : (ticks.sweeps as Sweeps))

const withTicks = (session: SessionItems, sweeps: Sweeps): SessionItems =>
  session.ticks === undefined ? session : { ...session, ticks: { ...session.ticks, sweeps } }

const withSweeps = (session: SessionItems, change: (sweep: Sweep) => Sweep): SessionItems =>
  withTicks(session, sweepsOf(session).map(change))
