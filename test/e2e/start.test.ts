import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { formatTradeDate } from '../../core/market/trade-date.ts'
import { openWarehouse } from '../../runtime/clickhouse/connect.ts'
import { ensureEngine, stopEngine } from '../../runtime/clickhouse/embedded/launch.ts'
import { digestOf, rowsOf, runPulse, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'

const MARKET = randomMarket({ seed: 11, sessions: 25, symbols: 40, references: 1 })
const once = (home: string, ...sources: string[]) =>
  runPulse(['start', '--once', '--source', ...sources], { PULSE_HOME: home })

describe('pulse start --once', () => {
  it('ingests a file, prints the table and leaves the answers to SQL', async () => {
    await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      const run = await once(home, file)
      expect(run).toMatchObject({ code: 0 })
      expect(run.stdout).toContain('晋级率')
      expect(run.stdout).toContain('npx pulse sql')
      const bars = MARKET.reduce((sum, session) => sum + session.bars.length, 0)
      expect(await rowsOf(home, 'SELECT count() AS bars FROM bars_1d')).toEqual([{ bars }])
      const csv = await runPulse(['sql', '--format', 'csv', 'SELECT count() AS n FROM sentiment_daily'], {
        PULSE_HOME: home,
      })
      expect(csv).toMatchObject({ code: 0, stdout: '"n"\n25\n' })
      const json = await runPulse(['sql', '--format', 'json', 'SELECT 1 AS one'], { PULSE_HOME: home })
      expect(json).toMatchObject({ code: 0, stdout: '{"one":1}\n' })
      const again = await once(home, file)
      expect(again.code).toBe(0)
      expect(again.stderr).toContain('were there already')
    })
  })

  it('lists what it skips in a folder, and fails on what was asked for by name', async () => {
    await withHome(async (home) => {
      const folder = join(home, 'bars')
      await mkdir(folder)
      await writeBars(join(folder, 'bars.csv'), MARKET.slice(0, 3))
      await writeFile(join(folder, 'notes.csv'), 'who,what\nme,this\n')
      const taken = await once(home, folder)
      expect(taken.code).toBe(0)
      expect(taken.stderr).toMatch(/skipped .*notes\.csv/)
      const named = await once(home, join(folder, 'notes.csv'), join(folder, 'bars.csv'))
      expect(named.code).toBe(1)
      expect(named.stderr).toContain('notes.csv')
    })
  })

  it('fails, and says why, when nothing was taken or a file cannot be read', async () => {
    await withHome(async (home) => {
      const empty = join(home, 'empty')
      await mkdir(empty)
      expect(await once(home, empty)).toMatchObject({ code: 1 })
      const missing = await once(home, join(home, 'missing.csv'))
      expect(missing.code).toBe(1)
      expect(missing.stderr).toContain('missing.csv')
      await writeBars(join(empty, 'bars.csv'), MARKET.slice(0, 2))
      const whole = gzipSync(await readFile(await writeBars(join(home, 'whole.csv'), MARKET)))
      await writeFile(join(empty, 'cut.csv.gz'), whole.subarray(0, whole.length / 2))
      const cut = await once(home, empty)
      expect(cut.code).toBe(1)
      expect(cut.stderr).toContain('cut.csv.gz')
      expect(await rowsOf(home, 'SELECT count() AS n FROM sentiment_daily')).toEqual([{ n: 2 }])
    })
  })
})

describe('pulse rebuild', () => {
  it('makes two files in the wrong order equal to one run over both', async () => {
    const early = MARKET.slice(0, 12)
    const late = MARKET.slice(10)
    const wanted = await withHome(async (home) => {
      const files = [await writeBars(join(home, 'a.csv'), early), await writeBars(join(home, 'b.csv'), late)]
      expect(await once(home, ...files)).toMatchObject({ code: 0 })
      return digestOf(home)
    })
    await withHome(async (home) => {
      expect(await once(home, await writeBars(join(home, 'b.csv'), late))).toMatchObject({ code: 0 })
      const second = await once(home, await writeBars(join(home, 'a.csv'), early))
      expect(second.code).toBe(0)
      expect(second.stderr).toContain('pulse rebuild')
      const bars = (sessions: typeof MARKET) =>
        sessions.reduce((sum, session) => sum + session.bars.length, 0)
      expect(
        await rowsOf(
          home,
          'SELECT (SELECT count() FROM bars_1d) AS bars, (SELECT count() FROM late_events) AS late',
        ),
      ).toEqual([{ bars: bars(late), late: bars(early.slice(0, 10)) }])
      expect(await digestOf(home)).not.toBe(wanted)
      expect(await runPulse(['rebuild'], { PULSE_HOME: home })).toMatchObject({ code: 0 })
      expect(await digestOf(home)).toBe(wanted)
      const epochs = 'SELECT groupUniqArray(epoch) AS epochs FROM t_bars_1d'
      expect(await rowsOf(home, epochs)).toEqual([{ epochs: [2] }])
    })
  })
})

describe('two logs and one warehouse', () => {
  it('show the data of the log that wrote last, whole and nothing else', async () => {
    await withHome(async (home) => {
      const first = await writeBars(join(home, 'first.csv'), MARKET.slice(0, 8))
      const second = await writeBars(join(home, 'second.csv'), MARKET.slice(5, 11))
      const sessions = 'SELECT count() AS n, toString(min(trade_date)) AS day FROM sentiment_daily'
      const dayOf = (at: number): string => formatTradeDate(MARKET[at]!.tradeDate)
      expect(await once(home, first)).toMatchObject({ code: 0 })
      expect(await rowsOf(home, sessions)).toEqual([{ n: 8, day: dayOf(0) }])
      await rename(join(home, 'log'), join(home, 'log-of-first'))
      expect(await once(home, second)).toMatchObject({ code: 0 })
      expect(await rowsOf(home, sessions)).toEqual([{ n: 6, day: dayOf(5) }])
      await rm(join(home, 'log'), { recursive: true })
      await rename(join(home, 'log-of-first'), join(home, 'log'))
      const back = await once(home, first)
      expect(back).toMatchObject({ code: 0 })
      expect(back.stderr).toContain('stored again')
      expect(await rowsOf(home, sessions)).toEqual([{ n: 8, day: dayOf(0) }])
    })
  }, 120_000)

  it('fill a warehouse that is new from the log that there is', async () => {
    await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      expect(await once(home, file)).toMatchObject({ code: 0 })
      const before = await digestOf(home)
      await stopEngine(home)
      await rm(join(home, 'clickhouse'), { recursive: true })
      expect(await once(home, file)).toMatchObject({ code: 0 })
      expect(await digestOf(home)).toBe(before)
    })
  }, 120_000)
})

describe('with CLICKHOUSE_URL', () => {
  it('stores on that server, and shows no password', async () => {
    await withHome(async (home) => {
      const server = join(home, 'server')
      const engine = await openWarehouse({ home: server })
      try {
        const { user, password, url } = await ensureEngine({ home: server, log: () => undefined })
        const clickhouse = url.replace('//', `//${user}:${password}@`)
        const env = { PULSE_HOME: join(home, 'client'), CLICKHOUSE_URL: `${clickhouse}/elsewhere` }
        const file = await writeBars(join(home, 'bars.csv'), MARKET)
        const run = await runPulse(['start', '--once', '--source', file], env)
        expect(run.code).toBe(0)
        expect(run.stderr + run.stdout).not.toContain(password)
        const count = await runPulse(
          ['sql', '--format', 'csv', 'SELECT count() AS n FROM sentiment_daily'],
          env,
        )
        expect(count.stdout).toBe('"n"\n25\n')
      } finally {
        await engine.close()
      }
    })
  })
})
