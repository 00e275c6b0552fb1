import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { stopEngine } from '../../runtime/clickhouse/embedded/launch.ts'
import { readEndpoint } from '../../runtime/clickhouse/engine/endpoint.ts'
import { launch } from '../../test/browser/chromium.ts'
import type { FromChild, LiveReport, ToChild } from './messages.ts'
import type { PageRecord } from './page-probe.ts'
import { ProcessWatch, type Used } from './process-watch.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** What is run: see child.ts. */
export interface LiveRun {
  readonly part: number
  readonly from: string
  readonly speed: number | 'max'
  /** Seconds that are watched; without, to the close of the day. */
  readonly seconds?: number
}

/** What was seen of a run. */
export interface Watched {
  readonly report: LiveReport
  /** What the page noted. */
  readonly records: readonly PageRecord[]
  /** The time that is watched, epoch ms. */
  readonly begin: number
  readonly end: number
  readonly used: Readonly<Record<'process' | 'engine' | 'browser', Used>>
}

/** Not counted: a page that has just opened loads, and the machine catches its breath. */
const WARM_UP_MS = 20_000
/** Every sweep that is counted has reached the page after so long, or never will. */
const LAST_MS = 5_000

/** Runs a market in a process of its own with the page open in a browser, and watches both. */
export async function watchedRun({ part, from, speed, seconds }: LiveRun): Promise<Watched> {
  const home = mkdtempSync(join(tmpdir(), 'pulse-bench-'))
  const child = fork(here('child.ts'), [home, String(part), from, String(speed)], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const browser = await launch()
  try {
    const { url } = await told(child, 'serving')
    const page = await openPage(browser, url)
    tell(child, 'go')
    await sleep(seconds === undefined ? 0 : WARM_UP_MS)
    const begin = Date.now()
    const watches = {
      process: new ProcessWatch([child.pid!]),
      engine: new ProcessWatch([readEndpoint(home)!.pid]),
      browser: new ProcessWatch(await processesOf(browser)),
    }
    const reported = told(child, 'report')
    await Promise.race([reported, ...(seconds === undefined ? [] : [sleep(seconds * 1000)])])
    const end = Date.now()
    const used = {
      process: watches.process.stop(),
      engine: watches.engine.stop(),
      browser: watches.browser.stop(),
    }
    await sleep(LAST_MS)
    const records = (await page.evaluate('pageRecords')) as PageRecord[]
    if (seconds !== undefined) tell(child, 'stop')
    const { report } = await reported
    await exited(child)
    return { report, records, begin, end, used }
  } finally {
    await browser.close()
    child.kill()
    await exited(child)
    await stopEngine(home)
    rmSync(home, { recursive: true, force: true })
  }
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const { outputFiles } = await build({
    entryPoints: [here('page-probe.ts')],
    bundle: true,
    write: false,
    logLevel: 'silent',
  })
  await page.addInitScript({ content: outputFiles[0]!.text })
  await page.goto(url)
  await page.locator('.figures').first().waitFor()
  return page
}

async function processesOf(browser: Browser): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return processInfo.map(({ id }) => id)
}

/** Waits for one kind of message; a child that ends before is an error. */
function told<Kind extends FromChild['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<FromChild, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromChild) => {
      if (message.kind === kind) resolve(message as Extract<FromChild, { kind: Kind }>)
    })
    child.once('exit', (code) =>
      reject(new Error(`the pipeline's process ended with ${code} before "${kind}"`)),
    )
  })
}

async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function tell(child: ChildProcess, command: ToChild): void {
  child.send(command)
}
