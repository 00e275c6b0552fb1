import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { todayText } from './hand-market/hand-market.ts'
import { type PageFixture, TODAYS } from './page-fixture.ts'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const VIEWS = ['session', 'ladder', 'boards', 'themes', 'history', 'signals', 'feed'] as const

/** Whoever uses a keyboard or a screen reader can do everything. */
export function accessSuite(fixture: () => PageFixture): void {
  it('opens a stock’s day by keyboard, and closes it with Escape', async () => {
    const { page } = await fixture().show()
    const card = page.locator('.card').first()
    const symbol = await card.getAttribute('data-symbol')
    await card.focus()
    await page.keyboard.press('Enter')
    const dialog = page.locator('dialog[open]')
    await dialog.waitFor()
    expect(await dialog.getAttribute('data-symbol')).toBe(symbol)
    const [events] = await fixture().sql<{ count: number }>(
      `SELECT toUInt32(count()) AS count FROM limit_events_all WHERE ${TODAYS} AND symbol = '${symbol}'`,
    )
    expect(await dialog.locator('.event-list li').count()).toBe(events?.count)
    await dialog.locator('.plot canvas').first().waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('is walked through by keyboard: tabs, cards, charts', async () => {
    const { page } = await fixture().show({ language: 'en-US' })
    await page.keyboard.press('Tab')
    expect(await focused(page)).toContain('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await page.locator('#tab-session').focus()
    for (const view of VIEWS.slice(1)) {
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe(`tab-${view}`)
      await page.locator(`#tab-${view}[aria-selected="true"]`).waitFor()
    }
    await page.keyboard.press('ArrowRight')
    await page.locator('#tab-session[aria-selected="true"]').waitFor()
    const plot = page.locator('.plot[tabindex="0"]').first()
    await plot.focus()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.locator('.legend .place').first().textContent()).toMatch(/^\d\d:\d\d$/)
    const card = page.locator('.card').first()
    await card.focus()
    await page.keyboard.press('Enter')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe(await card.textContent())
  })

  it('has a treemap and a replay bar that need no mouse', async () => {
    const { page } = await fixture().show({ language: 'en-US' }, '&view=themes')
    const tile = page.locator('.heat button').first()
    const name = await tile.getAttribute('data-group')
    await tile.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: name ?? '' }).waitFor()
    await page.getByRole('button', { name: 'Concept', exact: true }).click()
    const replayed = await fixture().show({ language: 'en-US' }, `&date=${todayText}&replay=5`)
    const bar = replayed.page.getByRole('region', { name: 'Replay', exact: true })
    await bar.getByRole('button', { name: /Pause/ }).focus()
    await replayed.page.keyboard.press('Space')
    await bar.getByRole('button', { name: /Play/ }).waitFor()
    await bar.getByRole('slider', { name: 'Seek' }).focus()
    await replayed.page.keyboard.press('PageUp')
    await expect
      .poll(async () => Number(await bar.getByRole('slider').inputValue()))
      .toBeGreaterThanOrEqual(20)
    await bar.getByRole('button', { name: /Leave/ }).focus()
    await replayed.page.keyboard.press('Enter')
    await bar.waitFor({ state: 'detached' })
  })

  it('has nothing that axe calls serious, in any view, theme and dialog', async () => {
    const axe = await readFile(AXE, 'utf8')
    for (const options of [
      { language: 'zh-CN', theme: 'dark', width: 1440 },
      { language: 'en-US', theme: 'light', width: 390, height: 844 },
    ] as const) {
      const { page } = await fixture().show(options)
      await page.evaluate(axe)
      for (const view of VIEWS) {
        await page.locator(`#tab-${view}`).click()
        await page.locator('.panel').first().waitFor()
        expect([options.language, view, await findings(page)]).toEqual([options.language, view, []])
      }
      await page.locator('#tab-session').click()
      await page.locator('.card').first().click()
      await page.locator('dialog .plot canvas').first().waitFor()
      expect(await findings(page)).toEqual([])
    }
  })
}

const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement.textContent')

/** Rows and cards after the first ones are made by the same code. */
const ALIKE = ['tbody tr:nth-child(n + 8)', '.cards li:nth-child(n + 5)', '.heat button:nth-child(n + 40)']

/** What axe finds serious or critical: rule, element, why. */
function findings(page: Page): Promise<unknown> {
  return page.evaluate(`axe.run({ include: ['html'], exclude: ${JSON.stringify(ALIKE)} }, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html, failureSummary }) =>
        id + ': ' + html.slice(0, 160) + ' ' + failureSummary.replaceAll('\\n', ' ').slice(0, 200))))`)
}
