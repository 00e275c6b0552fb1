import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { accessSuite } from './access.suite.ts'
import { hasChromium, launch } from './chromium.ts'
import { figuresSuite } from './figures.suite.ts'
import { HandMarket } from './hand-market/hand-market.ts'
import { PageFixture } from './page-fixture.ts'
import { signalsSuite } from './signals.suite.ts'
import { streamSuite } from './stream.suite.ts'
import { openPage } from './watched-page.ts'

describe.runIf(hasChromium())('the page', { timeout: 120_000 }, () => {
  let opened: PageFixture
  const fixture = (): PageFixture => opened

  beforeAll(async () => {
    opened = await PageFixture.open()
  }, 180_000)
  afterEach(() => opened.closePages())
  afterAll(() => opened?.close())

  figuresSuite(fixture)
  accessSuite(fixture)
  signalsSuite(fixture)
  streamSuite(fixture)
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
