import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../../../core/market/instrument-symbol.ts'
import { marketClose } from '../../../core/market/market-close.ts'
import { parseTradeDate } from '../../../core/market/trade-date.ts'
import type { Signal } from '../../../schemas/generated/events.ts'
import { csvRows } from '../../../test/golden/csv-rows.ts'
import { runSeries, seriesBar, sessionsBetween } from '../../../test/support/series-run.ts'
import { US_AI_GROUPS } from './groups.ts'
import { createOvernightProcessor, overnightProcessor } from './overnight-processor.ts'

/** Adjusted closes of 2026-05-29 and 2026-06-01, out of the US data (docs/sources.md). */
const CLOSES = fileURLToPath(new URL('fixtures/us_ai_adjclose_20260601.csv', import.meta.url))

const events = csvRows(CLOSES).map(({ symbol, date, adj_close }) => {
  const name = `${symbol}.US`
  const day = parseTradeDate(date!)!
  return seriesBar(name, day, Number(adj_close), marketClose('US', day, name as InstrumentSymbol))
})
const signals = (definition: unknown): Signal[] =>
  runSeries(definition, { events, sessions: sessionsBetween(20260601, 20260602) })
    .map(({ value }) => value as Signal)
    .filter(({ tradeDate }) => tradeDate === 20260602)
const rows = signals(overnightProcessor)
const group = (name: string): Signal => rows.find(({ subject }) => subject === name)!
/** Return of one share: of a group that has no other member. */
const changeOf = (symbol: string): number => {
  const alone = { name: symbol, english: symbol, segment: '', members: [symbol as InstrumentSymbol] }
  return signals(createOvernightProcessor([{ from: 20230103, groups: [alone] }]))[0]!.value!
}

describe('the night of 2026-06-01, as Guohai describes it [S0, 2.3.1]', () => {
  it('is known before the Chinese open of 2026-06-02', () => {
    expect(rows.map(({ subject }) => subject)).toEqual(US_AI_GROUPS[0]!.groups.map(({ name }) => name))
    for (const { components } of rows)
      expect(components).toMatchObject({ usDate: 20260601, usSessions: 1, missing: 0 })
  })

  it('has NVIDIA up by 6.3%, Intel and AMD down', () => {
    expect((100 * changeOf('NVDA.US')).toFixed(1)).toBe('6.3')
    expect(changeOf('INTC.US')).toBeLessThan(0)
    expect(changeOf('AMD.US')).toBeLessThan(0)
  })

  it('has storage up, computing strong', () => {
    expect(group('存储')).toMatchObject({ state: 'up', components: { advancers: 4 } })
    expect(group('算力')).toMatchObject({ state: 'up', rank: 1, components: { advancers: 5 } })
  })
})
