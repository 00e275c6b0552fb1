import { map } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { createCodec } from '../../../runtime/codec/codec.ts'
import type { ProcessorDefinition } from '../../../runtime/processor/processor.ts'
import type { RunOptions } from '../../../runtime/processor/run-processor.ts'
import { DAILY_PROCESSORS } from '../../../services/sentiment/daily-processors.ts'
import { Crash, withFaults } from '../../support/faulty-log.ts'
import { ProcessorRun, type ProcessorSet } from '../../support/processor-run.ts'
import { asDailyFile, randomMarket } from '../../support/random-market.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { ADAPTERS, withLog } from './adapters.ts'

const TOPICS_COMPARED = ['limitState', 'ladder', 'stage', 'breadth'] as const
const SYMBOLS = IS_FULL ? 150 : 25

const setOf = (processors: readonly ProcessorDefinition[]): ProcessorSet => ({
  processors,
  topics: TOPICS_COMPARED,
})
const RELEASED = setOf(DAILY_PROCESSORS)
/** The next version: every processor has a new number, and the last of them says something else. */
const UPGRADED = setOf(
  DAILY_PROCESSORS.map((definition) => ({
    ...definition,
    version: definition.version + 1,
    pipeline: (input$, context) =>
      definition
        .pipeline(input$, context)
        .pipe(
          map((output) =>
            output.topic === 'stage'
              ? { ...output, value: { ...output.value, stageReason: 'upgraded' } }
              : output,
          ),
        ),
  })),
)

describe.each(ADAPTERS)('an upgrade of the processors in the middle, and a rollback, %s', (on) => {
  const rounds = roundsOf({ full: 12, small: 3 })
  it.each(Array.from({ length: rounds }, (_, round) => round))(
    'each rebuilds into an epoch of its own, also when it is killed on the way (round %i)',
    async (round) => {
      const market = asDailyFile(
        randomMarket({ seed: SEED + round, sessions: 6, symbols: SYMBOLS, references: 1 }),
      )
      await withLog(on, async (open) => {
        const as = async <T>(set: ProcessorSet, work: (run: ProcessorRun) => Promise<T>): Promise<T> => {
          const { log, registry } = await open()
          const run = await ProcessorRun.open(log, createCodec(registry), 3, set)
          try {
            return await work(run)
          } finally {
            await run.close()
          }
        }
        const small: Partial<RunOptions> = { commitEvents: 20, snapshotEvents: 50, pollRecords: 15 }
        const lines = (run: ProcessorRun, epoch: number) =>
          Promise.all(TOPICS_COMPARED.map((topic) => run.lines(topic, epoch)))
        const untilDone = async (set: ProcessorSet, marker: string, killAt: number): Promise<void> => {
          const killed = await as(set, async (run) => {
            const log = withFaults(run.log, (commit) => (commit === killAt ? 'crash' : undefined))
            try {
              await run.process(marker, { ...small, log })
              return false
            } catch (error) {
              if (!(error instanceof Crash)) throw error
              return true
            }
          })
          expect(killed).toBe(true)
          await as(set, (run) => run.process(marker, small))
        }

        await as(RELEASED, async (run) => run.process((await run.publish(market.slice(0, 4))).marker, small))
        const before = await as(RELEASED, (run) => lines(run, 1))
        // The new version meets the running epoch: it leaves it alone, whatever comes for it.
        const upgrade = await as(UPGRADED, async (run) => {
          await run.publish(market.slice(4))
          return run.ingest.rebuild({})
        })
        await untilDone(UPGRADED, upgrade.marker, 2 + round)
        await as(UPGRADED, async (run) => {
          expect(await lines(run, 1)).toEqual(before)
          const stages = (await run.lines('stage', upgrade.epoch)).map((line) => JSON.parse(line))
          expect(stages.length).toBeGreaterThan(0)
          expect(new Set(stages.map(({ stageReason }) => stageReason))).toEqual(new Set(['upgraded']))
          await run.process(await run.ingest.activate(upgrade.epoch))
        })
        const rollback = await as(RELEASED, (run) => run.ingest.rebuild({}))
        await untilDone(RELEASED, rollback.marker, 3 + round)
        const after = await as(RELEASED, (run) => lines(run, rollback.epoch))
        const wanted = await withLog('embedded', async (openOther) => {
          const { log, registry } = await openOther()
          const run = await ProcessorRun.open(log, createCodec(registry), 3, RELEASED)
          try {
            await run.process((await run.publish(market)).marker)
            return await lines(run, 1)
          } finally {
            await run.close()
          }
        })
        expect(after).toEqual(wanted)
        expect(rollback.epoch).toBeGreaterThan(upgrade.epoch)
        recordFigures({
          kind: 'evolution',
          fault: 'processors upgraded in the middle, killed while they rebuild, rolled back, killed again',
          on,
          market: `6 sessions of ${SYMBOLS} shares`,
          seed: SEED + round,
          rounds: 1,
          injected: 4,
          compared: wanted.flat().length,
          differences: 0,
        })
      })
    },
  )
})
