import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PATHS = [
  process.env.PULSE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Where Chromium is: PULSE_CHROMIUM, or where systems install it. */
export const CHROMIUM = PATHS.find((path) => path !== undefined && existsSync(path))

const REQUIRED = process.env.PULSE_REQUIRE_CHROMIUM === '1'

/** Whether browser tests run here; says so in one line where they do not. With PULSE_REQUIRE_CHROMIUM=1 they must. */
export function hasChromium(): boolean {
  if (CHROMIUM !== undefined) return true
  if (REQUIRED)
    throw new Error('PULSE_REQUIRE_CHROMIUM=1 and no Chromium was found; PULSE_CHROMIUM names one.')
  console.log('The page is not tested in a browser: no Chromium here. PULSE_CHROMIUM names one.')
  return false
}

/** Headless; root in a container has no user namespaces, hence no sandbox. */
export function launch(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('There is no Chromium to launch.')
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
}
