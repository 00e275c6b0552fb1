import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import { launch } from './chromium.ts'
import { DATASET, HandMarket, todayText } from './hand-market/hand-market.ts'
import { figure, openPage, type PageOptions, type WatchedPage } from './watched-page.ts'

/** Minute at which the tests begin. */
export const NOON = 120
/** SQL of today's rows. */
export const TODAYS = `dataset = '${DATASET}' AND trade_date = '${todayText}'`

/** An invented market at noon, a browser, and pages on it. Time only goes on: what a test publishes stays. */
export class PageFixture {
  readonly market: HandMarket
  readonly #browser: Browser
  readonly #open: WatchedPage[] = []
  url = ''
  /** The newest minute that was published. */
  minute = NOON

  static async open(): Promise<PageFixture> {
    const [market, browser] = await Promise.all([HandMarket.open(), launch()])
    await market.publishPast()
    await market.publishSignals()
    await market.publishToday(0, NOON)
    await market.landed()
    const fixture = new PageFixture(market, browser)
    fixture.url = await market.serve()
    return fixture
  }

  private constructor(market: HandMarket, browser: Browser) {
    this.market = market
    this.#browser = browser
  }

  async show(options: PageOptions = {}, hash = ''): Promise<WatchedPage> {
    const watched = await openPage(this.#browser, `${this.url}#dataset=${DATASET}${hash}`, options)
    this.#open.push(watched)
    await watched.page.locator('.panel').first().waitFor()
    return watched
  }

  async sql<Row>(query: string): Promise<readonly Row[]> {
    const answer = await this.market.test.warehouse.client.query({ query, format: 'JSONEachRow' })
    return answer.json<Row>()
  }

  /** Publishes the minutes up to one, and waits for them in SQL. */
  async goOn(to: number): Promise<void> {
    await this.market.publishToday(this.minute + 1, to)
    this.minute = to
    await this.market.landed()
  }

  /** The head line of a page has the figures of the newest minute in SQL. */
  async expectFiguresOfSql({ page }: WatchedPage): Promise<void> {
    const [row] = await this.sql<Record<string, number>>(
      `SELECT limit_ups, limit_downs, broken, height, promoted, base, advancers, decliners, round(seal_rate * 100, 1) AS seal
       FROM sentiment_minute_all WHERE ${TODAYS} ORDER BY minute DESC LIMIT 1`,
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

  /** Pages of a test go with it. */
  async closePages(): Promise<void> {
    for (const watched of this.#open.splice(0)) await watched.close()
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.market.close()
  }
}
