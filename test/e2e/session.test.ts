import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finished, rowsOf, succeed, viewDigestsOf } from '../support/pulse-process.ts'
import { sampleBars } from '../support/sample-bars.ts'
import { closingRows, dailyRows } from '../support/session-rows.ts'

const SHARES = 200
const DAY = 20220427

describe('pulse start --once without data of one’s own', () => {
  let home = ''
  let first: Finished
  const start = (): Promise<Finished> =>
    succeed(['start', '--once', '--symbols', String(SHARES)], { PULSE_HOME: home })

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-e2e-'))
    first = await start()
  })
  afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 }))

  it('shows the last sessions and the simulated day, and how to ask on', () => {
    expect(first.stdout).toContain('2022-05-31')
    expect(first.stdout).toContain('Simulated 2022-04-27, data set sim-1')
    expect(first.stdout).toMatch(/\n 15:00 /)
    expect(first.stdout).toContain('npx pulse sql')
    expect(first.stderr).toMatch(/Landed [\d,]+ ticks and [\d,]+ bars in .* data set sim-1, epoch 1\./)
  })

  it('leaves 241 minutes of every scope, the last of which says what the daily rows say', async () => {
    const minutes = await rowsOf(
      home,
      `SELECT scope, count() AS rows, min(minute_index) AS first, max(minute_index) AS last, groupArrayIf(minute_index, final) AS final
      FROM sentiment_minute_scopes_all WHERE dataset = 'sim-1' GROUP BY scope ORDER BY scope`,
    )
    expect(minutes).toEqual(
      ['all', 'limit10', 'limit20'].map((scope) => ({ scope, rows: 241, first: 0, last: 240, final: [240] })),
    )
    expect(
      await rowsOf(home, `SELECT count() AS rows FROM sentiment_minute_all WHERE dataset = 'sim-1'`),
    ).toEqual([{ rows: 241 }])
    for (const [minute, daily] of [
      ['sentiment_minute', 'sentiment_daily'],
      ['sentiment_minute_scopes', 'sentiment_daily_scopes'],
      ['ladder_minute', 'ladder_daily'],
    ] as const) {
      const closing = await closingRows(home, minute, daily)
      expect(closing.length).toBeGreaterThan(0)
      expect(closing).toEqual(await dailyRows(home, minute, daily))
    }
  })

  it('builds day bars that equal the bars of the sample', async () => {
    const built = await rowsOf<{ code: string }>(
      home,
      `SELECT substring(symbol, 1, 6) AS code, toFloat64(open) AS open, toFloat64(high) AS high,
        toFloat64(low) AS low, toFloat64(close) AS close, toFloat64(volume) AS volume, toFloat64(amount) AS amount
      FROM bars_1d_all WHERE dataset = 'sim-1' AND trade_date = '2022-04-27' AND source = 'ticks' ORDER BY code`,
    )
    expect(built).toHaveLength(SHARES)
    const codes = new Set(built.map(({ code }) => code))
    expect(built).toEqual(
      sampleBars(DAY)
        .filter(({ code }) => codes.has(code))
        .map(({ line: _, date: __, ...bar }) => bar)
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    )
  })

  it('knows when limit-ups were sealed', async () => {
    const counts = `SELECT count() > 0 AS some, countIf(first_seal_time IS NULL OR break_count IS NULL) AS unknown
      FROM limit_up_daily_all WHERE dataset = 'sim-1' AND trade_date = '2022-04-27'`
    expect(await rowsOf(home, counts)).toEqual([{ some: 1, unknown: 0 }])
  })

  it('does nothing more the second time', async () => {
    const digests = () => Promise.all(['main', 'sim-1'].map((dataset) => viewDigestsOf(home, dataset)))
    const before = await digests()
    const again = await start()
    expect(again.stdout).toBe(first.stdout)
    expect(again.stderr).toContain('were there already')
    expect(again.stderr).not.toContain('ticks')
    expect(await digests()).toEqual(before)
  })
}, 240_000)
