import type { Browser, Page } from 'playwright-core'

export interface PageOptions {
  readonly language?: 'zh-CN' | 'en-US'
  readonly theme?: 'dark' | 'light'
  readonly width?: number
  readonly height?: number
}

/** A page of its own browser context, and everything that went wrong in it: errors, and what its policy refused. */
export interface WatchedPage {
  readonly page: Page
  readonly problems: readonly string[]
  close(): Promise<void>
}

export async function openPage(
  browser: Browser,
  url: string,
  options: PageOptions = {},
): Promise<WatchedPage> {
  const { language = 'zh-CN', theme = 'dark', width = 1440, height = 900 } = options
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    colorScheme: theme,
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    const isCut = /net::ERR_|Failed to load resource/.test(message.text())
    if (message.type() === 'error' && !isCut) problems.push(message.text())
  })
  await page.goto(url)
  return { page, problems, close: () => context.close() }
}

/** What a figure of the head line shows, without the line of the session before. */
export async function figure(page: Page, name: string): Promise<string> {
  const text = await page.locator(`[data-figure="${name}"] dd`).first().textContent()
  return (text ?? '').replace(/\s+/g, ' ').trim()
}

/** The text of the view that is shown. */
export async function bodyText(page: Page): Promise<string> {
  return ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ')
}

/** Pixels by which the page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
