import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { todayText } from './hand-market/hand-market.ts'
import { NOON, type PageFixture, TODAYS } from './page-fixture.ts'
import { bodyText, figure } from './watched-page.ts'

/** The page stays equal to the server: as minutes come and between them, over cuts, resets, rests and in a replay. */
export function streamSuite(fixture: () => PageFixture): void {
  it('moves with the session without being loaded again', async () => {
    const watched = await fixture().show()
    const { page } = watched
    await page.evaluate('window.sameDocument = true')
    await fixture().goOn(NOON + 8)
    await expectClock(page, '13:08:00')
    await fixture().expectFiguresOfSql(watched)
    expect(await page.evaluate('window.sameDocument')).toBe(true)
    expect(watched.problems).toEqual([])
  })

  it('says that the server is gone, and after a restart equals a page that was loaded again', async () => {
    const { page } = await fixture().show()
    await page.evaluate('window.sameDocument = true')
    const port = Number(new URL(fixture().url).port)
    await fixture().market.stopServing()
    await page.locator('.notice').waitFor(PATIENT)
    await fixture().goOn(fixture().minute + 25)
    fixture().url = await fixture().market.serve(port)
    await page.locator('.notice').waitFor({ state: 'detached' })
    const fresh = await fixture().show()
    for (const each of [page, fresh.page]) await expectClock(each, '13:33:00')
    for (const view of ['session', 'ladder', 'boards', 'themes'] as const) {
      await page.locator(`#tab-${view}`).click()
      await fresh.page.locator(`#tab-${view}`).click()
      const isSame = async (): Promise<boolean> => (await bodyText(page)) === (await bodyText(fresh.page))
      await expect.poll(isSame, PATIENT).toBe(true)
    }
    expect(await page.evaluate('window.sameDocument')).toBe(true)
  })

  it('shows what comes between minutes, and then the minute in its place', async () => {
    const { page, problems } = await fixture().show()
    await fixture().market.publishLive(fixture().minute + 1)
    await expectClock(page, '13:33:30')
    await page.locator('#tab-feed').click()
    await expect.poll(() => page.locator('[data-fact="state"] dd').textContent()).toBe('接收中')
    await fixture().goOn(fixture().minute + 1)
    await expectClock(page, '13:34:00')
    expect(problems).toEqual([])
  })

  it('gives its line back while nobody sees it, and is up to date when it is seen again', async () => {
    const { page } = await fixture().show()
    await page.clock.install()
    await page.reload()
    await page.locator('.panel').first().waitFor()
    await expect.poll(() => streamClients()).toBe(1)
    await page.evaluate(hidden(true))
    await page.clock.fastForward(61_000)
    await expect.poll(() => streamClients()).toBe(0)
    await fixture().goOn(fixture().minute + 1)
    expect(await page.locator('time.clock').textContent()).toBe('13:34:00')
    await page.evaluate(hidden(false))
    await expectClock(page, '13:35:00')
    await expect.poll(() => streamClients()).toBe(1)
  })

  it('loads everything again when a rebuild has replaced what was shown', async () => {
    const watched = await fixture().show()
    const { page } = watched
    await page.evaluate('window.sameDocument = true')
    expect(await page.locator('.share').first().textContent()).toContain('12/60')
    await fixture().market.rebuild(fixture().minute, 25)
    await expect.poll(() => page.locator('.share').first().textContent(), PATIENT).toContain('25 日同一分钟')
    await fixture().expectFiguresOfSql(watched)
    await fixture().goOn(fixture().minute + 1)
    await expectClock(page, '13:36:00')
    expect(await page.evaluate('window.sameDocument')).toBe(true)
    expect(watched.problems).toEqual([])
  })

  it('replays the stored session, pauses, seeks, and shows the figures of that minute', async () => {
    const { page, problems } = await fixture().show({}, `&date=${todayText}&replay=60`)
    const play = page.locator('.replay .play')
    const label = async (): Promise<string> => (await page.locator('.replay b').textContent()) ?? ''
    await expect.poll(label, PATIENT).not.toBe('09:25')
    await play.click()
    await play.getByText('播放').waitFor()
    expect((await label()) < '11:00').toBe(true)
    await page.locator('.replay .seek').fill('90')
    await expect.poll(async () => (await label()) > '11:00', PATIENT).toBe(true)
    await play.click()
    await play.getByText('播放').waitFor()
    const paused = await label()
    const [row] = await fixture().sql<{ ups: number }>(
      `SELECT limit_ups AS ups FROM sentiment_minute_all WHERE ${TODAYS} AND formatDateTime(minute, '%H:%i', 'Asia/Shanghai') = '${paused}'`,
    )
    await expect.poll(() => figure(page, 'limit-ups')).toMatch(new RegExp(`^${row?.ups}\\b`))
    expect(problems).toEqual([])
  })

  async function expectClock(page: Page, time: string): Promise<void> {
    await expect.poll(() => page.locator('time.clock').textContent(), PATIENT).toBe(time)
  }

  async function streamClients(): Promise<number> {
    const text = await (await fetch(new URL('/metrics', fixture().url))).text()
    return Number(/^pulse_monitor_stream_clients (\d+)$/m.exec(text)?.[1])
  }
}

/** Longer than any of it takes, also on a busy machine. */
const PATIENT = { timeout: 60_000 }

/** What a browser does when its tab goes to the back, or comes to the front. */
const hidden = (isHidden: boolean): string =>
  `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
   document.dispatchEvent(new Event('visibilitychange'))`
