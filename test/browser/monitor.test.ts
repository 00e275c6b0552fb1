import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasChromium, launch } from './chromium.ts'
import { DATASET, HandMarket, todayText } from './hand-market/hand-market.ts'
import { bodyText, figure, openPage, overflow, type WatchedPage } from './watched-page.ts'

const VIEWS = ['session', 'ladder', 'boards', 'themes', 'history', 'feed'] as const
const PLACE = `dataset = '${DATASET}' AND trade_date = '${todayText}'`
const NOON = 120

describe.runIf(hasChromium())('the page', { timeout: 120_000 }, () => {
  let market: HandMarket
  let browser: Browser
  let url: string
  let minute = NOON
  const open: WatchedPage[] = []

  beforeAll(async () => {
    market = await HandMarket.open()
    await market.publishPast()
    await market.publishToday(0, NOON)
    await market.landed()
    url = await market.serve()
    browser = await launch()
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await market?.close()
  })

  async function show(options: Parameters<typeof openPage>[2] = {}, hash = ''): Promise<WatchedPage> {
    const watched = await openPage(browser, `${url}#dataset=${DATASET}${hash}`, options)
    open.push(watched)
    await watched.page.locator('.panel').first().waitFor()
    return watched
  }

  async function sql<Row>(query: string): Promise<readonly Row[]> {
    const answer = await market.test.warehouse.client.query({ query, format: 'JSONEachRow' })
    return answer.json<Row>()
  }

  /** Publishes the minutes up to one, and waits for them in SQL. */
  async function goOn(to: number): Promise<void> {
    await market.publishToday(minute + 1, to)
    minute = to
    await market.landed()
  }

  async function expectFiguresOfSql({ page }: WatchedPage): Promise<void> {
    const [row] = await sql<Record<string, number>>(
      `SELECT limit_ups, limit_downs, broken, height, promoted, base, advancers, decliners, round(seal_rate * 100, 1) AS seal
       FROM sentiment_minute_all WHERE ${PLACE} ORDER BY minute DESC LIMIT 1`,
    )
    if (row === undefined) throw new Error('SQL has no minute.')
    await expect.poll(() => figure(page, 'limit-ups')).toMatch(new RegExp(`^${row.limit_ups}\\b`))
    expect(await figure(page, 'limit-downs')).toBe(`${row.limit_downs}`)
    expect(await figure(page, 'broken')).toBe(`${row.broken}`)
    expect(await figure(page, 'height')).toMatch(new RegExp(`^${row.height}`))
    expect(await figure(page, 'promotion')).toContain(`${row.promoted}/${row.base}`)
    expect((await figure(page, 'breadth')).replaceAll(/[, ]/g, '')).toBe(`${row.advancers}/${row.decliners}`)
    expect(Number.parseFloat(await figure(page, 'seal-rate'))).toBeCloseTo(row.seal ?? Number.NaN, 1)
  }

  it('shows the figures of the minute that SQL has, numerator and denominator with the rate', async () => {
    const watched = await show()
    await expectFiguresOfSql(watched)
    const { page } = watched
    expect(await page.locator('.chip.warning').textContent()).toContain('SIMULATED')
    expect(await page.locator('.share').first().textContent()).toContain('12/60')
    const [stage] = await sql<{ stage: string; announced: string }>(
      `SELECT ifNull(stage, '') AS stage, ifNull(announced_stage, '') AS announced FROM sentiment_minute_all
       WHERE ${PLACE} ORDER BY minute DESC LIMIT 1`,
    )
    const badge = page.locator('.stage-badge')
    expect(await badge.getAttribute('data-stage')).toBe(stage?.stage)
    expect(await badge.getAttribute('data-announced')).toBe(stage?.announced)
    expect(watched.problems).toEqual([])
  })

  it('has the ladder and the feedback of the boards that SQL has', async () => {
    const { page } = await show()
    const tiers = await sql<{ tier: number; stocks: number }>(
      `SELECT streak AS tier, toUInt32(count()) AS stocks FROM board_minute_all
       WHERE ${PLACE} AND up = 'sealed' AND exclusion IS NULL
         AND minute = (SELECT max(minute) FROM board_minute_all WHERE ${PLACE}) GROUP BY tier ORDER BY tier DESC`,
    )
    const shown = await page.locator('.tier').evaluateAll((rows) =>
      rows.map((row) => ({
        tier: Number(row.getAttribute('data-tier')),
        stocks: row.querySelectorAll('.card.sealed').length,
      })),
    )
    expect(shown.filter(({ stocks }) => stocks > 0)).toEqual(tiers)
    const heights = await sql<{ height: number; stocks: number; now: number }>(
      `SELECT previous_streak AS height, toUInt32(count()) AS stocks, round(avg(close_return) * 100, 2) AS now
       FROM board_minute_all WHERE ${PLACE} AND previous_up = 'sealed'
         AND minute = (SELECT max(minute) FROM board_minute_all WHERE ${PLACE}) GROUP BY height ORDER BY height DESC`,
    )
    const rows = await page
      .locator('.feedback tbody tr')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
      )
    const byHeight = rows.slice(1, 1 + heights.length)
    expect(byHeight.map(([stocks]) => Number(stocks))).toEqual(heights.map(({ stocks }) => stocks))
    for (const [index, { now }] of heights.entries())
      expect(Number.parseFloat((byHeight[index]?.[3] ?? '').replace(/[▲▼]/, ''))).toBeCloseTo(now, 1)
  })

  it('renders every view in both languages and themes, on a desk and on a phone, without an overflow', async () => {
    for (const options of [
      { language: 'zh-CN', theme: 'dark', width: 1440 },
      { language: 'en-US', theme: 'light', width: 390, height: 844 },
      { language: 'zh-CN', theme: 'light', width: 390, height: 844 },
      { language: 'en-US', theme: 'dark', width: 1440 },
    ] as const) {
      const watched = await show(options)
      const { page } = watched
      expect(await page.locator('html').getAttribute('data-theme')).toBe(options.theme)
      expect(await page.locator('html').getAttribute('lang')).toBe(
        options.language === 'zh-CN' ? 'zh-CN' : 'en',
      )
      for (const view of VIEWS) {
        await page.locator(`#tab-${view}`).click()
        await page.locator('.panel').first().waitFor()
        expect([view, options.width, await overflow(page)]).toEqual([view, options.width, 0])
      }
      expect(watched.problems).toEqual([])
      await watched.close()
    }
  })

  it('keeps language, theme and colours over a reload', async () => {
    const { page } = await show()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: /Theme/ }).click()
    await page.getByRole('button', { name: /Colours/ }).click()
    await page.reload()
    await page.locator('.panel').first().waitFor()
    const html = page.locator('html')
    expect(await html.getAttribute('lang')).toBe('en')
    expect(await html.getAttribute('data-colours')).toBe('green-up')
  })

  it('gives each chart as a table and as a file', async () => {
    const { page } = await show({ language: 'en-US' })
    const panel = page.getByRole('region', { name: 'Limit-ups, broken, limit-downs' })
    await panel.getByRole('button', { name: /^Table/ }).click()
    const stored = await sql<{ up: number; down: number }>(
      `SELECT limit_ups AS up, limit_downs AS down FROM sentiment_minute_all WHERE ${PLACE} ORDER BY minute`,
    )
    expect(await panel.locator('tbody tr').count()).toBe(stored.length)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: /^CSV/ }).click(),
    ])
    const rows = parse(await readFile(await download.path(), 'utf8'), { bom: true }) as string[][]
    expect(rows.slice(1).map((row) => [Number(row[1]), Number(row[4])])).toEqual(
      stored.map(({ up, down }) => [up, down]),
    )
  })

  it('opens a stock’s day by keyboard, and closes it with Escape', async () => {
    const { page } = await show()
    const card = page.locator('.card').first()
    const symbol = await card.getAttribute('data-symbol')
    await card.focus()
    await page.keyboard.press('Enter')
    const dialog = page.locator('dialog[open]')
    await dialog.waitFor()
    expect(await dialog.getAttribute('data-symbol')).toBe(symbol)
    const [events] = await sql<{ count: number }>(
      `SELECT toUInt32(count()) AS count FROM limit_events_all WHERE ${PLACE} AND symbol = '${symbol}'`,
    )
    expect(await dialog.locator('.event-list li').count()).toBe(events?.count)
    await dialog.locator('.plot canvas').first().waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('moves with the session without being loaded again', async () => {
    const watched = await show()
    const { page } = watched
    await page.evaluate('window.sameDocument = true')
    await goOn(NOON + 8)
    await expect.poll(() => page.locator('time.clock').textContent(), { timeout: 10_000 }).toBe('13:08:00')
    await expectFiguresOfSql(watched)
    expect(await page.evaluate('window.sameDocument')).toBe(true)
    expect(watched.problems).toEqual([])
  })

  it('says that the server is gone, and after a restart equals a page that was loaded again', async () => {
    const { page } = await show()
    await page.evaluate('window.sameDocument = true')
    const port = Number(new URL(url).port)
    await market.stopServing()
    await page.locator('.notice').waitFor({ timeout: 10_000 })
    await goOn(minute + 25)
    url = await market.serve(port)
    await page.locator('.notice').waitFor({ state: 'detached', timeout: 30_000 })
    const fresh = await show()
    await goOn(minute + 2)
    for (const each of [page, fresh.page])
      await expect.poll(() => each.locator('time.clock').textContent(), { timeout: 15_000 }).toBe('13:35:00')
    for (const view of ['session', 'ladder', 'boards', 'themes'] as const) {
      await page.locator(`#tab-${view}`).click()
      await fresh.page.locator(`#tab-${view}`).click()
      const isSame = async (): Promise<boolean> => (await bodyText(page)) === (await bodyText(fresh.page))
      await expect.poll(isSame, { timeout: 10_000 }).toBe(true)
    }
    expect(await page.evaluate('window.sameDocument')).toBe(true)
  })

  it('replays the stored session, pauses, seeks, and shows the figures of that minute', async () => {
    const { page, problems } = await show({}, `&date=${todayText}&replay=600`)
    await page.locator('.replay .play').waitFor()
    await expect.poll(() => page.locator('.replay b').textContent(), { timeout: 20_000 }).not.toBe('09:25')
    await page.locator('.replay .play').click()
    await page.locator('.replay .seek').fill('60')
    await expect.poll(() => page.locator('.replay b').textContent(), { timeout: 20_000 }).not.toBe('10:30')
    await page.locator('.replay .play').click()
    const label = await page.locator('.replay b').textContent()
    const [row] = await sql<{ ups: number }>(
      `SELECT limit_ups AS ups FROM sentiment_minute_all WHERE ${PLACE} AND formatDateTime(minute, '%H:%i', 'Asia/Shanghai') = '${label}'`,
    )
    await expect.poll(() => figure(page, 'limit-ups')).toMatch(new RegExp(`^${row?.ups}\\b`))
    expect(problems).toEqual([])
  })
})

describe.runIf(hasChromium())('a page before there are data', { timeout: 120_000 }, () => {
  it('says so, and shows the first session by itself', async () => {
    const market = await HandMarket.open()
    const browser = await launch()
    try {
      const { page } = await openPage(browser, await market.serve(), { language: 'en-US' })
      await page.getByText('No data yet').waitFor()
      await market.publishPast()
      await market.landed()
      await page.locator('.figure').first().waitFor({ timeout: 30_000 })
      expect(await page.locator('.mode').textContent()).toContain('CLOSED')
      await market.publishMorning()
      await page.getByText('Waiting for the first tick').waitFor({ timeout: 20_000 })
      await market.publishToday(0, 1)
      await market.landed()
      await expect.poll(() => page.locator('time.clock').textContent(), { timeout: 20_000 }).toBe('09:31:00')
      expect(await page.locator('.mode').textContent()).toContain('LIVE')
      await page.reload()
      await page.locator('.card').first().waitFor()
      expect(await page.locator('.mode').textContent()).toContain('LIVE')
    } finally {
      await browser.close()
      await market.close()
    }
  })
})
