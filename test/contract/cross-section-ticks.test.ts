import { describe, expect, it } from 'vitest'
import type { ProcessorDefinition } from '../../runtime/processor/processor.ts'
import type { DailyBar } from '../../schemas/generated/events.ts'
import { crossSectionProcessor } from '../../services/sentiment/cross-section/cross-section-processor.ts'
import { crowdingProcessor } from '../../services/sentiment/crowding/crowding-processor.ts'
import { limitStateProcessor } from '../../services/sentiment/limit-state/limit-state-processor.ts'
import { withProcessorRun } from '../support/processor-run.ts'
import { tickMarket } from '../support/tick-market.ts'

const SET = {
  processors: [
    limitStateProcessor,
    crossSectionProcessor,
    crowdingProcessor,
  ] as unknown as readonly ProcessorDefinition[],
  topics: ['crowding'],
} as const

const market = tickMarket({
  seed: 20220427,
  habits: ['climbs', 'trades', 'falls', 'haltedFromNoon', 'closingBreak', 'oneWord', 'noBook', 'from1040'],
  tickSessions: 2,
  line: { duplicates: 0.03, late: 0.05, lateSeconds: 240, reordered: true },
})

const processed = (partitions: number) =>
  withProcessorRun(SET, partitions, async (run) => {
    const { marker } = await run.publish(market.sessions, [], market.facts)
    await run.process(marker)
    return {
      crowding: await run.lines('crowding'),
      bars: (await run.records('bars1d')).map(({ value }) => value),
      signals: (await run.records('crowding')).map(({ value }) => value),
    }
  })

describe('a session of ticks', () => {
  it('counts the bars that its snapshots make, or a vendor where they make none', async () => {
    const { bars, signals } = await processed(1)
    const ofTicks = market.days.filter(({ sweeps }) => sweeps !== undefined)
    expect(ofTicks).toHaveLength(2)
    for (const { tradeDate } of ofTicks) {
      const valid = new Map<string, DailyBar>()
      const today = bars.filter((bar) => bar.tradeDate === tradeDate && !bar.late)
      for (const bar of today) if (bar.source !== 'ticks') valid.set(bar.instrument, bar)
      for (const bar of today) if (bar.source === 'ticks') valid.set(bar.instrument, bar)
      expect(today.some(({ source }) => source === 'ticks')).toBe(true)
      const boards = signals.filter((row) => row.tradeDate === tradeDate && row.subject.startsWith('board:'))
      const members = boards.reduce((sum, { components }) => sum + components.members!, 0)
      expect(members).toBe(valid.size)
      const fen = [...valid.values()].reduce((sum, { amount }) => sum + (amount ?? 0), 0)
      for (const { components } of boards) expect(components.marketAmount).toBe(fen / 100)
    }
  })

  it('says the same on three partitions', async () => {
    const [one, three] = [await processed(1), await processed(3)]
    expect(one.crowding.length).toBeGreaterThan(10)
    expect(three.crowding).toEqual(one.crowding)
  })
})
