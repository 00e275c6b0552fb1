import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunOptions } from '../../runtime/processor/run-processor.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { Crash, type Fault, withFaults } from '../support/faulty-log.ts'
import { type ProcessorRun, type Recording, withProcessorRun } from '../support/processor-run.ts'
import { randomFrom } from '../support/random-market.ts'
import { type MarketPlan, tickMarket } from '../support/tick-market.ts'
import { anyMarket, PATIENCE_MS, runs } from './market-arbitrary.ts'
import { differences, linesOf, PIPELINE, runMarket, SETTLED, withRecording } from './run-market.ts'

const processed = <T>(
  recording: Recording,
  options: Partial<RunOptions>,
  read: (run: ProcessorRun) => Promise<T>,
): Promise<T> =>
  withProcessorRun(PIPELINE, recording, async (run) => {
    await run.process(recording.marker, options)
    return read(run)
  })

/** Everything settled as it stands in the log: partition, key, bytes. Also what is internal to a number of partitions. */
async function bytesOf(run: ProcessorRun): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  for (const topic of [...SETTLED, 'partials', 'breadthPartials'] as readonly TopicKey[])
    found[topic] = (await run.records(topic)).map(
      ({ partition, key, bytes }) => `${partition} ${key} ${Buffer.from(bytes).toString('base64')}`,
    )
  return found
}

/** Dies or aborts at random commits; the next process goes on. */
async function throughFaults(recording: Recording, seed: number): Promise<Record<string, readonly string[]>> {
  const random = randomFrom(seed)
  const kinds: readonly (Fault | undefined)[] = ['abort', 'crash', 'crashAfter', undefined, undefined]
  const fault = (): Fault | undefined => kinds[Math.floor(random() * kinds.length)]
  const small = { commitEvents: 150, snapshotEvents: 400, pollRecords: 120 }
  return withProcessorRun(PIPELINE, recording, async (opened, reopen) => {
    for (let run = opened; ; ) {
      try {
        await run.process(recording.marker, { ...small, log: withFaults(run.log, fault) })
        return await linesOf(run)
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        run = await reopen()
      }
    }
  })
}

/** Found by hand: corrections of several shares in one minute numbered their rows by who shared a task. */
const MANY_LATE: MarketPlan = {
  seed: 5,
  habits: ['climbs', 'climbs', 'climbs', 'climbs', 'climbs', 'climbs', 'climbs'],
  tickSessions: 1,
  line: { duplicates: 0, late: 0.3, lateSeconds: 900, reordered: true },
}

/** A share under risk warning lost its status to a process that went on inside the session. */
const RESTARTED_INSIDE: MarketPlan = {
  seed: 882_483,
  habits: ['noClose', 'quiet', 'freeDay', 'quiet', 'falls', 'falls', 'haltedFromNoon'],
  tickSessions: 1,
  line: { duplicates: 0, late: 0.1, lateSeconds: 200, reordered: false },
}

describe('the same sessions of ticks say the same', () => {
  it(
    'when the log is replayed, byte for byte (P2), in polls of 1, 7, 100 or all records (P6), killed anywhere (P3)',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 8, sessions: 1 }), async (plan: MarketPlan) => {
          await withRecording(tickMarket(plan), 1, async (recording) => {
            const { lines, bytes } = await processed(recording, {}, async (run) => ({
              lines: await linesOf(run),
              bytes: await bytesOf(run),
            }))
            expect(differences(bytes, await processed(recording, {}, bytesOf))).toEqual([])
            for (const pollRecords of [1, 7, 100]) {
              const commitEvents = pollRecords * 20
              const polled = await processed(recording, { pollRecords, commitEvents }, bytesOf)
              expect(differences(bytes, polled), `polls of ${pollRecords}`).toEqual([])
            }
            expect(differences(lines, await throughFaults(recording, plan.seed)), 'through faults').toEqual(
              [],
            )
          })
        }),
        { ...runs(1), examples: [[RESTARTED_INSIDE]] },
      )
    },
    PATIENCE_MS,
  )

  it(
    'on 1, 3 and 12 partitions (P11)',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyMarket({ most: 10 }), async (plan: MarketPlan) => {
          const market = tickMarket(plan)
          const one = await runMarket(market, linesOf)
          for (const partitions of [3, 12])
            expect(
              differences(one, await runMarket(market, linesOf, { partitions })),
              `on ${partitions} partitions`,
            ).toEqual([])
        }),
        { ...runs(2), examples: [[MANY_LATE]] },
      )
    },
    PATIENCE_MS,
  )
})
