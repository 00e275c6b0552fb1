import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, dayOfWeek, type TradeDate } from '../../../../core/market/trade-date.ts'
import { regimeOn } from '../../../../core/sentiment/regimes.ts'
import { migrate } from '../../ddl/migrate.ts'
import { activeEpoch, breadth, calendarDay, DATE, SYMBOL, stage } from '../../testing/events.ts'
import { average, naiveAdjusted, naiveCorrelation, naiveOutcome } from '../../testing/naive-outcomes.ts'
import { openTestWarehouse, type TestWarehouse } from '../../testing/open-test-warehouse.ts'
import { seriesBar } from '../../testing/signal-events.ts'
import { rowsOf, store } from '../../testing/store.ts'

interface OutcomeRow {
  readonly stage: string
  readonly regime: string
  readonly horizon: number
  readonly n: number
  readonly win_rate: number | null
  readonly odds: number | null
  readonly mean_return: number | null
  readonly t_mean: number | null
  readonly p_mean: number | null
  readonly p_mean_adjusted: number | null
  readonly mean_excess: number | null
  readonly t_excess: number | null
  readonly p_excess: number | null
  readonly p_excess_adjusted: number | null
}

interface DistributionRow {
  readonly regime: string
  readonly measure: string
  readonly n: number
  readonly mean: number
  readonly lowest: number
  readonly q05: number
  readonly q25: number
  readonly median: number
  readonly q75: number
  readonly q95: number
  readonly highest: number
  readonly most_common: number
}

/** A session of the made-up series; null where our data lack it. */
interface Day {
  readonly date: TradeDate
  readonly known: boolean
  readonly stage: string | null
  readonly step: number | null
  readonly rate: number | null
  readonly premium: number | null
  readonly level: number | null
  readonly height: number
  readonly gap: boolean
}

const INDEX = '000001.SH'
const STAGES = ['chaos-tug', 'chaos-active', 'ice-slump']
const days = series(400)

describe('statistics', () => {
  let test: TestWarehouse
  const query = <T>(text: string): Promise<readonly T[]> => rowsOf<T>(test.warehouse.client, text)

  beforeAll(async () => {
    test = await openTestWarehouse()
    const { warehouse } = test
    await migrate(warehouse)
    await store(warehouse, 'datasets', [activeEpoch()])
    const known = days.filter((day) => day.known)
    await store(
      warehouse,
      'calendar',
      days.map(({ date }, i) => calendarDay({ tradeDate: date, previousSession: days[i - 1]?.date ?? null })),
    )
    await store(
      warehouse,
      'stage',
      known.map(({ date, stage: code, rate, premium, height, gap }) =>
        stage({
          tradeDate: date,
          stage: code,
          promotionRate: rate,
          limitUpPremium: premium,
          height,
          dataGap: gap,
        }),
      ),
    )
    await store(
      warehouse,
      'breadth',
      known.map(({ date, step }) => breadth({ tradeDate: date, meanReturn: step })),
    )
    await store(
      warehouse,
      'series',
      known.flatMap(({ date, level }) =>
        level === null ? [] : [seriesBar({ symbol: SYMBOL(INDEX), tradeDate: date, close: level })],
      ),
    )
  })
  afterAll(() => test.close())

  /** Return of the market over the sessions after `from`, up to and with `to`; null across missing ones. */
  const marketReturn = (from: number, to: number): number | null => {
    const window = days.slice(from + 1, to + 1)
    if (to >= days.length || window.some(({ known, step, gap }) => !known || gap || step === null))
      return null
    return window.reduce((level, { step }) => level * (1 + step!), 1) - 1
  }
  const indexReturn = (from: number, to: number): number | null => {
    const [first, last] = [days[from]?.level ?? null, days[to]?.level ?? null]
    return first === null || last === null ? null : last / first - 1
  }

  const expectOutcomes = (
    rows: readonly OutcomeRow[],
    labels: readonly (string | null)[],
    cellOf: (row: OutcomeRow) => string,
    forward: (from: number, to: number) => number | null,
  ): void => {
    const sessions = days.map(({ known }, i) => ({ known, label: labels[i] ?? null }))
    for (const row of rows) {
      const naive = naiveOutcome(sessions, cellOf(row), row.horizon, (i) => forward(i, i + row.horizon))
      expect(row.n).toBe(naive.n)
      if (naive.n < 20) {
        const { n, horizon, stage: _, regime: __, ...rest } = row
        expect(Object.values(rest).every((value) => value === null)).toBe(true)
        continue
      }
      expect(row.win_rate).toBeCloseTo(naive.winRate, 12)
      expectClose(row.odds, naive.odds)
      expectClose(row.mean_return, naive.mean)
      expectClose(row.t_mean, naive.tMean)
      expectClose(row.mean_excess, naive.excess)
      expectClose(row.t_excess, naive.tExcess)
    }
    const shown = rows.filter(({ p_mean }) => p_mean !== null)
    expect(shown.length).toBeGreaterThan(0)
    expectAll(
      shown.map((row) => row.p_mean_adjusted!),
      naiveAdjusted(shown.map((row) => row.p_mean!)),
    )
    expectAll(
      shown.map((row) => row.p_excess_adjusted!),
      naiveAdjusted(shown.map((row) => row.p_excess!)),
    )
  }

  it('by stage are those of a naive recomputation, at every horizon', async () => {
    const rows = await query<OutcomeRow>('SELECT * FROM outcomes_by_stage')
    expect(rows).toHaveLength(12 * 20)
    expectOutcomes(
      rows,
      days.map((day) => day.stage),
      (row) => row.stage,
      marketReturn,
    )
    expect(rows.find((row) => row.stage === 'ice-slump' && row.horizon === 1)?.n).toBe(19)
    expect(rows.filter((row) => row.stage === 'climax-split').every((row) => row.n === 0)).toBe(true)
  })

  it('by regime, and by regime and stage, likewise', async () => {
    const regimes = days.map((day) => (day.known ? regimeOn(day.date) : null))
    const byRegime = await query<OutcomeRow>('SELECT * FROM outcomes_by_regime')
    expect(byRegime).toHaveLength(4 * 20)
    expectOutcomes(byRegime, regimes, (row) => row.regime, marketReturn)
    const labels = days.map(({ stage: code }, i) => (code === null ? null : `${regimes[i]}/${code}`))
    const byBoth = await query<OutcomeRow>('SELECT * FROM outcomes_by_regime_and_stage')
    expect(byBoth).toHaveLength(4 * 12 * 20)
    expectOutcomes(byBoth, labels, (row) => `${row.regime}/${row.stage}`, marketReturn)
  })

  it('of an index among the series, named when the view is asked', async () => {
    const rows = await query<OutcomeRow>(`SELECT * FROM index_outcomes_by_stage(index = '${INDEX}')`)
    expectOutcomes(
      rows,
      days.map((day) => day.stage),
      (row) => row.stage,
      indexReturn,
    )
    const unknown = await query<OutcomeRow>(
      `SELECT * FROM index_outcomes_by_stage(index = '399001.SZ') WHERE n > 0`,
    )
    expect(unknown).toEqual([])
  })

  it('of the next premium of the limit-ups', async () => {
    const rows = await query<OutcomeRow>('SELECT * FROM next_premium_by_stage')
    expect(rows).toHaveLength(12)
    expectOutcomes(
      rows,
      days.map((day) => day.stage),
      (row) => row.stage,
      (_, to) => days[to]?.premium ?? null,
    )
  })

  it('p values are those of the normal distribution', async () => {
    const rows = await query<OutcomeRow>('SELECT * FROM outcomes_by_stage WHERE n >= 20')
    for (const { t_mean, p_mean } of rows) expect(p_mean).toBeCloseTo(twoSidedByIntegration(t_mean!), 6)
  })

  it('correlate the promotion rate with the next session, and apart from it with its own', async () => {
    const rows = await query<{
      regime: string
      relation: string
      predictive: boolean
      n: number
      correlation: number | null
    }>('SELECT * FROM promotion_correlations')
    const value: Readonly<Record<string, (i: number) => number | null>> = {
      next_day_premium: (i) => days[i + 1]?.premium ?? null,
      next_day_market: (i) => marketReturn(i, i + 1),
      same_day_premium: (i) => days[i]!.premium,
    }
    for (const row of rows) {
      const pairs = days.flatMap(({ known, rate, date }, i) => {
        const other = value[row.relation]!(i)
        const belongs = known && (row.regime === 'all' || regimeOn(date) === row.regime)
        return belongs && rate !== null && other !== null ? [[rate, other] as const] : []
      })
      expect(row.n).toBe(pairs.length)
      expect(row.predictive).toBe(row.relation !== 'same_day_premium')
      if (pairs.length < 20) expect(row.correlation).toBeNull()
      else expect(row.correlation).toBeCloseTo(naiveCorrelation(pairs), 9)
    }
    expect(rows.map(({ regime }) => regime)).toContain('bear')
    const [market] = await query<{ n: number; correlation: number }>(
      `SELECT n, correlation FROM index_promotion_correlations(index = '${INDEX}') WHERE regime = 'all' AND relation = 'next_day_market'`,
    )
    const pairs = days.flatMap(({ rate }, i) => {
      const next = indexReturn(i, i + 1)
      return rate === null || next === null ? [] : [[rate, next] as const]
    })
    expect(market!.n).toBe(pairs.length)
    expect(market!.correlation).toBeCloseTo(naiveCorrelation(pairs), 9)
  })

  it('distribute height and rate by regime', async () => {
    const rows = await query<DistributionRow>('SELECT * FROM regime_distributions')
    for (const row of rows) {
      const values = days
        .filter(({ known, date }) => known && (row.regime === 'all' || regimeOn(date) === row.regime))
        .map(({ height, rate }) => (row.measure === 'height' ? height : rate))
        .filter((value): value is number => value !== null)
        .toSorted((a, b) => a - b)
      expect(row.n).toBe(values.length)
      if (values.length < 20) continue
      expect(row.mean).toBeCloseTo(average(values), 12)
      for (const [name, share] of [
        ['lowest', 0],
        ['q05', 0.05],
        ['q25', 0.25],
        ['median', 0.5],
        ['q75', 0.75],
        ['q95', 0.95],
        ['highest', 1],
      ] as const)
        expect(row[name]).toBeCloseTo(interpolated(values, share), 12)
      expect(row.most_common).toBe(mode(values))
    }
    expect(rows.length).toBe(6)
  })

  it('show other data sets in their siblings, apart', async () => {
    const { warehouse } = test
    await store(warehouse, 'datasets', [activeEpoch({ dataset: 'sim-1', epoch: 4 })])
    await store(
      warehouse,
      'calendar',
      days.map(({ date }) => calendarDay({ dataset: 'sim-1', tradeDate: date })),
    )
    const known = days.filter((day) => day.known)
    await store(
      warehouse,
      'stage',
      known.map(({ date }) => stage({ dataset: 'sim-1', epoch: 4, tradeDate: date, stage: 'climax-split' })),
    )
    const rows = await query<{ dataset: string; n: number }>(
      `SELECT dataset, sum(n) AS n FROM outcomes_by_stage_all WHERE stage = 'chaos-tug' AND horizon = 1 GROUP BY dataset ORDER BY dataset`,
    )
    expect(rows.map(({ dataset, n }) => [dataset, Number(n) > 0])).toEqual([
      ['main', true],
      ['sim-1', false],
    ])
  })
})

/** Weekdays from 2021-11-15, so that a range and a bear regime are met; with gaps and flat sessions. */
function series(count: number): readonly Day[] {
  const random = generator(20_220_425)
  const result: Day[] = []
  let date = DATE(2021_11_15)
  let level = 3_000
  for (let i = 0; result.length < count; date = addDays(date, 1)) {
    if (dayOfWeek(date) > 5) continue
    i += 1
    const missing = i >= 150 && i < 156
    const gap = i === 260
    const step = i === 1 || i === 90 ? null : i % 17 === 0 ? 0 : (random() - 0.48) * 0.04
    const rate = i === 1 || i === 156 ? null : random() * 0.6
    level *= 1 + (random() - 0.5) * 0.03
    result.push({
      date,
      known: !missing,
      stage:
        missing || gap || rate === null ? null : i <= 20 ? 'ice-slump' : STAGES[Math.floor(random() * 2)]!,
      step: missing ? null : step,
      rate: missing || gap ? null : rate,
      premium: missing || i === 1 ? null : (random() - 0.4) * 0.05,
      level: missing || i % 50 === 0 ? null : Math.round(level * 100) / 100,
      height: 2 + Math.floor(random() * 9),
      gap,
    })
  }
  return result
}

/** A small linear congruential generator: the same series at every run. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

function expectClose(actual: number | null, expected: number | null): void {
  if (expected === null || !Number.isFinite(expected)) expect(actual).toBeNull()
  else expect(Math.abs(actual! - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)))
}

function expectAll(actual: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of actual.entries()) expectClose(value, expected[i]!)
}

/** Area under the normal curve outside of -t..t, by Simpson's rule. */
function twoSidedByIntegration(t: number): number {
  const steps = 2_000
  const width = Math.abs(t) / steps
  let area = 0
  for (let i = 0; i <= steps; i += 1) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4
    area += weight * Math.exp(-((i * width) ** 2) / 2)
  }
  return 1 - (2 * area * width) / 3 / Math.sqrt(2 * Math.PI)
}

function interpolated(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)]!
  return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place))
}

function mode(sorted: readonly number[]): number {
  const count = (value: number): number => sorted.filter((other) => other === value).length
  return sorted.reduce((best, value) => (count(value) > count(best) ? value : best))
}
