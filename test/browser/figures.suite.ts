import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { type PageFixture, TODAYS } from './page-fixture.ts'
import { overflow } from './watched-page.ts'

const VIEWS = ['session', 'ladder', 'boards', 'themes', 'history', 'signals', 'feed'] as const

/** What stands on the page is what SQL has, in every view, language and theme. */
export function figuresSuite(fixture: () => PageFixture): void {
  it('shows the figures of the minute that SQL has, numerator and denominator with the rate', async () => {
    const watched = await fixture().show()
    await fixture().expectFiguresOfSql(watched)
    const { page } = watched
    expect(await page.locator('.chip.warning').textContent()).toContain('SIMULATED')
    expect(await page.locator('.share').first().textContent()).toContain('12/60')
    const [stage] = await fixture().sql<{ stage: string; announced: string }>(
      `SELECT ifNull(stage, '') AS stage, ifNull(announced_stage, '') AS announced FROM sentiment_minute_all
       WHERE ${TODAYS} ORDER BY minute DESC LIMIT 1`,
    )
    const badge = page.locator('.stage-badge')
    expect(await badge.getAttribute('data-stage')).toBe(stage?.stage)
    expect(await badge.getAttribute('data-announced')).toBe(stage?.announced)
    expect(watched.problems).toEqual([])
  })

  it('has the ladder and the feedback of the boards that SQL has', async () => {
    const { page } = await fixture().show()
    const tiers = await fixture().sql<{ tier: number; stocks: number }>(
      `SELECT streak AS tier, toUInt32(count()) AS stocks FROM board_minute_all
       WHERE ${TODAYS} AND up = 'sealed' AND exclusion IS NULL
         AND minute = (SELECT max(minute) FROM board_minute_all WHERE ${TODAYS}) GROUP BY tier ORDER BY tier DESC`,
    )
    const shown = await page.locator('.tier').evaluateAll((rows) =>
      rows.map((row) => ({
        tier: Number(row.getAttribute('data-tier')),
        stocks: row.querySelectorAll('.card.sealed').length,
      })),
    )
    expect(shown.filter(({ stocks }) => stocks > 0)).toEqual(tiers)
    const heights = await fixture().sql<{ height: number; stocks: number; now: number }>(
      `SELECT previous_streak AS height, toUInt32(count()) AS stocks, round(avg(close_return) * 100, 2) AS now
       FROM board_minute_all WHERE ${TODAYS} AND previous_up = 'sealed'
         AND minute = (SELECT max(minute) FROM board_minute_all WHERE ${TODAYS}) GROUP BY height ORDER BY height DESC`,
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
      const watched = await fixture().show(options)
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
    const { page } = await fixture().show()
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
    const { page } = await fixture().show({ language: 'en-US' })
    const panel = page.getByRole('region', { name: 'Limit-ups, broken, limit-downs' })
    await panel.getByRole('button', { name: /^Table/ }).click()
    const stored = await fixture().sql<{ up: number; down: number }>(
      `SELECT limit_ups AS up, limit_downs AS down FROM sentiment_minute_all WHERE ${TODAYS} ORDER BY minute`,
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
}
