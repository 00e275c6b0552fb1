import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { DATASET, todayText } from './hand-market/hand-market.ts'
import type { PageFixture } from './page-fixture.ts'
import { bodyText, overflow } from './watched-page.ts'

const OF = `dataset = '${DATASET}'`

/** The panel of a family, in view. */
async function panel(page: Page, family: string): Promise<Locator> {
  const found = page.locator(`[data-family="${family}"]`)
  await reveal(page, found)
  return found
}

/** Panels are made when they come near the window. */
async function reveal(page: Page, found: Locator): Promise<void> {
  for (let at = 0; at < 40 && (await found.count()) === 0; at += 1) {
    await page.evaluate(`window.scrollTo(0, ${at * 600})`)
    await page.waitForTimeout(50)
  }
  await found.scrollIntoViewIfNeeded()
}

const figure = async (of: Locator, name: string): Promise<number> =>
  Number.parseFloat(
    ((await of.locator(`[data-figure="${name}"] dd`).textContent()) ?? '').replace(/^[▲▼+]*/, ''),
  )

async function cells(row: Locator): Promise<string[]> {
  await row.waitFor()
  return row.locator('td').evaluateAll((all) => all.map((cell) => (cell.textContent ?? '').trim()))
}

/** A fraction of SQL as the page writes percentages; ClickHouse would round halves to even. */
const inPercent = (fraction: number, digits: number): number => Number((fraction * 100).toFixed(digits))

/** What the panels of signals show is what SQL has. */
export function signalsSuite(fixture: () => PageFixture): void {
  const sql = async <Row>(query: string): Promise<readonly Row[]> => fixture().sql<Row>(query)
  const one = async <Row>(query: string): Promise<Row> => {
    const [row] = await sql<Row>(`${query} LIMIT 1`)
    if (row === undefined) throw new Error(`SQL has no row for ${query}`)
    return row
  }
  const open = (options = {}) => fixture().show({ language: 'en-US', ...options }, '&view=signals')

  it('come with the view only, and every panel has a date and the moment when it was known', async () => {
    const watched = await fixture().show({ language: 'en-US' })
    const { page } = watched
    const names = (): Promise<string[]> =>
      page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name)') as Promise<string[]>
    expect((await names()).filter((name) => name.includes('signals-view'))).toEqual([])
    await page.locator('#tab-signals').click()
    const { families } = await one<{ families: number }>(
      `SELECT toUInt32(uniqExact(signal)) AS families FROM signal_daily_all WHERE ${OF}`,
    )
    const overview = page.getByRole('region', { name: 'All signals' }).first()
    await overview.locator('tbody tr').first().waitFor()
    expect((await names()).filter((name) => name.includes('signals-view'))).toHaveLength(1)
    expect(await overview.locator('tbody tr .chip.state').count()).toBeLessThanOrEqual(families)
    expect(await overview.locator('tbody tr').count()).toBe(families + 1)
    for (const family of FAMILIES) {
      const of = await panel(page, family)
      await of.locator('.as-of').waitFor()
      expect([family, await of.locator('.as-of').textContent()]).toEqual([
        family,
        expect.stringMatching(/^As of \d{4}-\d\d-\d\d, known \d{4}-\d\d-\d\d \d\d:\d\d$/),
      ])
      expect(await of.locator('.missing').count()).toBe(0)
    }
    expect(watched.problems).toEqual([])
  })

  it('head lines have the newest row that SQL has', async () => {
    const { page } = await open()
    for (const [family, view, figures] of HEAD_LINES) {
      const columns = Object.values(figures).map(([expression]) => expression)
      const row = await one<Record<string, number>>(
        `SELECT toString(trade_date) AS day, ${columns.map((column, at) => `${column} AS f${at}`).join(', ')}
         FROM ${view}_all WHERE ${OF} ORDER BY trade_date DESC`,
      )
      const of = await panel(page, family)
      await of.locator('.plot canvas').first().waitFor()
      expect(await of.locator('.as-of').getAttribute('data-date')).toBe(row.day)
      for (const [at, [name, [, digits]]] of Object.entries(figures).entries())
        expect([family, name, await figure(of, name)]).toEqual([
          family,
          name,
          Number((row[`f${at}`] ?? Number.NaN).toFixed(digits)),
        ])
    }
  })

  it('the election table has mean, share, interval and n of each cell, and marks the month that begins', async () => {
    const { page } = await open()
    const of = await panel(page, 'election_months')
    await of.locator('[data-cell]').first().waitFor()
    const stored = await sql<{
      subject: string
      mean: number
      up: number
      low: number
      high: number
      n: number
    }>(
      `SELECT subject, mean_return AS mean, up_probability AS up, up_low AS low, up_high AS high, n
       FROM election_months_all WHERE ${OF} AND subject NOT LIKE '%current' ORDER BY subject`,
    )
    expect(stored).toHaveLength(48)
    for (const { subject, mean, up, low, high, n } of stored) {
      const text = await of.locator(`[data-cell="${subject}"]`).textContent()
      const [, shownMean, shownUp] = /^\+?(-?[\d.]+)%(\d+)%/.exec(text ?? '') ?? []
      expect([subject, Number(shownMean), Number(shownUp)]).toEqual([
        subject,
        inPercent(mean, 1),
        inPercent(up, 0),
      ])
      expect(text).toContain(`${inPercent(low, 0)}%–${inPercent(high, 0)}% n${n}`)
    }
    expect(await of.locator('td.current').getAttribute('data-cell')).toBe('SPX.US:midterm:05')
  })

  it('the mapping shows scores and holdings of both strategies', async () => {
    const { page } = await open()
    const of = await panel(page, 'mapping_weekly')
    await of.locator('[data-held]').first().waitFor()
    for (const signal of ['mapping_oversold', 'mapping_strong']) {
      const rows = await sql<{ subject: string; industry: string; score: number; state: string }>(
        `SELECT subject, industry, score, state FROM mapping_weekly_all WHERE ${OF} AND signal = '${signal}' ORDER BY rank`,
      )
      const part = of.locator(`[data-signal="${signal}"]`)
      const held = await part
        .locator('[data-held]')
        .evaluateAll((all) => all.map((chip) => chip.getAttribute('data-held')))
      expect(held).toEqual(rows.filter(({ state }) => state === 'held').map(({ subject }) => subject))
      const shown = await part.locator('tbody tr').all()
      expect(shown).toHaveLength(rows.length)
      for (const [at, row] of shown.entries()) {
        const [, industry, , score] = await cells(row)
        expect([industry, Number(score)]).toEqual([rows[at]!.industry, rows[at]!.score])
      }
    }
  })

  it('the overnight groups stand in their order, with leaders and laggards', async () => {
    const { page } = await open({ language: 'zh-CN' })
    const of = await panel(page, 'us_ai_overnight')
    await of.locator('tbody tr').first().waitFor()
    const rows = await sql<{ subject: string; mean: number }>(
      `SELECT subject, round(mean_return * 100, 2) AS mean FROM us_ai_overnight_all WHERE ${OF} ORDER BY rank`,
    )
    for (const [at, row] of (await of.locator('tbody tr').all()).entries()) {
      const [group, mean = '', , leaders, laggards] = await cells(row)
      expect([group, Number.parseFloat(mean.replace(/[▲▼]/, ''))]).toEqual([
        rows[at]!.subject,
        rows[at]!.mean,
      ])
      expect(leaders).toBe('NVDA +6.3%')
      expect(laggards).toBe('INTC -1.1%')
    }
  })

  it('the touches have outcome and summary beside any session', async () => {
    const { page } = await open()
    const of = await panel(page, 'vvix_touches')
    await of.locator('[data-summary]').first().waitFor()
    const [first] = await sql<{ day: string; ratio: number; after: number }>(
      `SELECT toString(trade_date) AS day, round(ratio, 2) AS ratio, round(change * 100, 1) AS after FROM vvix_touches_all
       WHERE ${OF} AND subject = 'US.fresh.21' ORDER BY trade_date DESC LIMIT 1`,
    )
    const [date, ratio, , after = ''] = await cells(of.locator('tbody tr[data-subject]').first())
    expect([date, Number(ratio), Number.parseFloat(after.replace(/[▲▼]/, ''))]).toEqual([
      first?.day,
      first?.ratio,
      first?.after,
    ])
    const { n } = await one<{ n: number }>(
      `SELECT n FROM vvix_touches_all WHERE ${OF} AND subject = 'US.fresh.42' ORDER BY trade_date DESC`,
    )
    const [horizon, touches, fell, interval, , , base] = await cells(
      of.locator('[data-summary="US.fresh.42"]'),
    )
    expect([horizon, Number(touches), fell, interval, base]).toEqual(['42', n, '50%', '20%–80%', '34%'])
  })

  it('crowding ranks the groups of a kind, and a group opens its history', async () => {
    const { page } = await open()
    const of = await panel(page, 'crowding_daily')
    await of.getByRole('button', { name: 'Industries' }).click()
    const rows = await sql<{ subject: string; share: number; percentile: number }>(
      `SELECT subject, round(share * 100, 2) AS share, percentile FROM crowding_daily_all
       WHERE ${OF} AND subject LIKE 'industry:%' ORDER BY percentile DESC`,
    )
    await expect.poll(() => of.locator('tbody tr').count()).toBe(rows.length)
    for (const [at, row] of (await of.locator('tbody tr').all()).entries()) {
      const [name, share = '', percentile] = await cells(row)
      expect([`industry:${name}`, Number.parseFloat(share), Number(percentile)]).toEqual([
        rows[at]!.subject,
        rows[at]!.share,
        Number(rows[at]!.percentile.toFixed(1)),
      ])
    }
    await of.getByRole('button', { name: '银行' }).click()
    await of.getByRole('img', { name: /^银行/ }).waitFor()
  })

  it('funds, anchors and valuations stand with their figures', async () => {
    const { page } = await open()
    const flows = await panel(page, 'etf_flows')
    const [fund, , streak, , , against] = await cells(flows.locator('tr[data-subject="class.broad"]'))
    expect([fund, streak, against]).toEqual(['broad', '3', 'yes'])
    for (const [family, subject, shown] of [
      ['drawdowns', 'SPX.US@2025-10-29', '-4.2%'],
      ['fall_rise_asymmetry', '000300.SH', '1.61'],
      ['implied_volatility', 'US-CN@2025-10-27', '10.4'],
      ['cds_changes', 'ORCL@2025-09-01', '+167%'],
      ['stress_index', 'US', '34.0'],
      ['pe_percentile', '电子', '91.0'],
    ] as const) {
      const of = await panel(page, family)
      const [, value] = await cells(of.locator(`tr[data-subject="${subject}"]`))
      expect([family, value]).toEqual([family, shown])
    }
  })

  it('portfolios have net value, positions and figures by year', async () => {
    const { page } = await open()
    const nav = page.locator('[data-portfolio="mapping-strong"]')
    await reveal(page, nav)
    const stored = await one<{ nav: number; benchmark: number }>(
      `SELECT nav, benchmark_nav AS benchmark FROM portfolio_nav_all WHERE ${OF} ORDER BY trade_date DESC`,
    )
    expect(await figure(nav, 'nav')).toBe(Number(stored.nav.toFixed(3)))
    expect(await figure(nav, 'benchmark')).toBe(Number(stored.benchmark.toFixed(3)))
    const [, , , blocked] = await cells(page.locator('[data-weights] tr[data-subject="801102.SI"]'))
    expect(blocked).toBe('limit-up')
    const year = await cells(page.locator('[data-years] tr[data-subject="2022"]'))
    expect([year[1], year[3], year[6], year[7]]).toEqual(['▲+12.3%', '▲+5.7%', '1.57', '-19.6%'])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      nav.getByRole('button', { name: /^CSV/ }).click(),
    ])
    const rows = parse(await readFile(await download.path(), 'utf8'), { bom: true }) as string[][]
    const { days } = await one<{ days: number }>(
      `SELECT toUInt32(count()) AS days FROM portfolio_nav_all WHERE ${OF}`,
    )
    expect(rows).toHaveLength(days + 1)
    expect(Number(rows.at(-1)?.[1])).toBe(stored.nav)
  })

  it('a new row shows without a reload', async () => {
    const { page } = await open()
    const of = await panel(page, 'vvix_vix')
    await of.locator('.plot canvas').waitFor()
    await page.evaluate('window.kept = true')
    await fixture().market.publishRatio(1, 7.77, 6.12)
    await fixture().market.landed()
    await expect.poll(() => figure(of, 'ratio'), { timeout: 30_000 }).toBe(7.77)
    expect(await of.locator('.chip.state').getAttribute('data-state')).toBe('alert')
    expect(await page.evaluate('window.kept')).toBe(true)
  })

  it('of an earlier session show only what was known by its end', async () => {
    const { page } = await fixture().show({ language: 'en-US' }, `&view=signals&date=${todayText}`)
    const of = await panel(page, 'vvix_vix')
    await of.locator('.plot canvas').waitFor()
    const { day } = await one<{ day: string }>(
      `SELECT toString(trade_date) AS day FROM vvix_vix_all WHERE ${OF}
       AND available_at <= '${todayText} 23:59:59' ORDER BY trade_date DESC`,
    )
    expect(await of.locator('.as-of').getAttribute('data-date')).toBe(day)
    expect(day < todayText).toBe(true)
    expect(await bodyText(page)).toContain(`known by the end of ${todayText}`)
  })

  it('fit a phone in both languages, section by section', async () => {
    for (const language of ['zh-CN', 'en-US'] as const) {
      const watched = await open({ language, theme: 'light', width: 390, height: 844 })
      const { page } = watched
      for (const section of [1, 2, 3, 4, 5]) {
        await page.locator('.line-of-choices .choice').first().locator('button').nth(section).click()
        for (const at of [0, 1, 2, 3, 4, 5, 6]) {
          await page.evaluate(`window.scrollTo(0, ${at * 800})`)
          await page.waitForTimeout(60)
        }
        expect([language, section, await overflow(page)]).toEqual([language, section, 0])
      }
      expect(watched.problems).toEqual([])
      await watched.close()
    }
  })
}

const FAMILIES = [
  'vvix_vix',
  'vix_term',
  'election_months',
  'vvix_touches',
  'us_ai_overnight',
  'mapping_weekly',
  'crowding_daily',
  'linkage',
  'turnover_calm',
  'microcap_rotation',
  'microcap_risk',
  'divergences',
  'microcap_index_daily',
  'macro_timing',
  'style_rotation',
  'etf_flows',
  'drawdowns',
  'fall_rise_asymmetry',
  'implied_volatility',
  'pe_percentile',
  'cds_changes',
  'stress_index',
] as const

/** Figures of head lines: name on the page, expression over the family's view, digits shown. */
const HEAD_LINES: readonly (readonly [
  family: string,
  view: string,
  figures: Readonly<Record<string, readonly [expression: string, digits: number]>>,
])[] = [
  [
    'vvix_vix',
    'vvix_vix',
    { ratio: ['ratio', 2], average: ['average', 2], vix: ['vix', 2], vvix: ['vvix', 2] },
  ],
  ['vix_term', 'vix_term', { slope: ['slope * 100', 1], vix9d: ['vix9d', 2], vix3m: ['vix3m', 2] }],
  ['linkage', 'linkage', { level: ['correlation', 3], return: ['corr_return', 3] }],
  ['turnover_calm', 'turnover_calm', { rate: ['turnover_rate * 100', 2] }],
  [
    'microcap_rotation',
    'microcap_rotation',
    {
      relative: ['relative', 3],
      average: ['average', 3],
      microSlope: ['micro_slope * 100', 3],
      maoSlope: ['mao_slope * 100', 3],
    },
  ],
  [
    'microcap_risk',
    'microcap_risk',
    { yieldYoy: ['yield_yoy * 100', 2], crowdingYoy: ['crowding_yoy * 100', 2] },
  ],
  ['divergences', 'divergences', { dif: ['dif', 2] }],
  ['microcap_index_daily', 'microcap_index_daily', { level: ['level', 2] }],
  [
    'macro_timing',
    'macro_timing',
    { position: ['position * 100', 0], growth: ['growth * 100', 0], liquidity: ['liquidity * 100', 0] },
  ],
  ['style_rotation', 'style_rotation', { relative: ['relative', 3], first: ['first_slope * 100', 3] }],
]
