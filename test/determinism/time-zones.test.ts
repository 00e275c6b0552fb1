import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type MarketPlan, tickMarket } from '../support/tick-market.ts'
import { PATIENCE_MS } from './market-arbitrary.ts'
import { runMarket } from './run-market.ts'

const PLAN: MarketPlan = {
  seed: 12,
  habits: ['trades', 'climbs', 'falls', 'oneWord', 'haltedFromNoon', 'closingBreak', 'from1040'],
  tickSessions: 1,
  line: { duplicates: 0.05, late: 0.05, lateSeconds: 200, reordered: true },
}

/** Hour of the epoch in each zone: shows that the process really ran there. */
const ZONES = [
  ['UTC', 'C', 0],
  ['America/New_York', 'en_US.UTF-8', 19],
  ['Asia/Shanghai', 'zh_CN.UTF-8', 8],
] as const

describe('a market', () => {
  it(
    'says the same under any time zone and language (P12)',
    async () => {
      const expected = await runMarket(tickMarket(PLAN), (run) => run.digest())
      const script = fileURLToPath(new URL('digest-of-market.ts', import.meta.url))
      for (const [zone, language, hour] of ZONES) {
        const env = { ...process.env, TZ: zone, LANG: language, LC_ALL: language }
        const child = promisify(execFile)
        const { stdout } = await child(process.execPath, ['--import', 'tsx', script, JSON.stringify(PLAN)], {
          env,
        })
        expect(stdout, zone).toBe(`${hour} ${expected}\n`)
      }
    },
    PATIENCE_MS,
  )
})
