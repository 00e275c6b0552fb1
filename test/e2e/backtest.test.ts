import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatTradeDate } from '../../core/market/trade-date.ts'
import { rowsOf, runPulse, succeed, withHome } from '../support/pulse-process.ts'
import { randomFrom } from '../support/random-market.ts'
import { sessionsBetween } from '../support/series-run.ts'

/** Two indices that take turns in leading: style-rotation needs 243 sessions to begin. */
function indexLines(): string[] {
  const random = randomFrom(11)
  let [large, small] = [4000, 6000]
  return sessionsBetween(20230103, 20250328).flatMap((session, at) => {
    const lead = Math.sin(at / 20) * 0.006
    large *= 1 + lead + (random() - 0.5) * 0.02
    small *= 1 - lead + (random() - 0.5) * 0.02
    const day = formatTradeDate(session)
    return [`000300.SH,${day},,,,${large.toFixed(2)},,`, `000852.SH,${day},,,,${small.toFixed(2)},,`]
  })
}

const HEAD = 'symbol,date,open,high,low,close,volume,amount'
const LINES = indexLines()
const until2024 = LINES.filter((line) => !line.includes(',2025-'))

describe('pulse backtest', () => {
  it('says what is wrong: a slip, no strategy, no data, a chart of no known kind', async () => {
    await withHome(async (home) => {
      const env = { PULSE_HOME: home }
      const slip = await runPulse(['backtest', 'stile-rotation'], env)
      expect(slip).toMatchObject({ code: 1, stdout: '' })
      expect(slip.stderr).toContain('Did you mean style-rotation?')
      expect((await runPulse(['backtest'], env)).stderr).toContain('pulse backtest --list')
      expect((await succeed(['backtest', '--list'], env)).stdout).toMatch(
        /style-rotation[\s\S]*needs 000300\.SH/,
      )
      const chart = await runPulse(['backtest', 'style-rotation', '--chart', 'x.gif'], env)
      expect(chart.stderr).toContain('.svg or .png')
    })
  })

  it('replays files, tells years and all, draws, and main goes on where its history ends', async () => {
    await withHome(async (home) => {
      const env = { PULSE_HOME: home }
      const [all, first] = [join(home, 'all.csv'), join(home, 'first.csv')]
      await writeFile(all, `${[HEAD, ...LINES].join('\n')}\n`)
      await writeFile(first, `${[HEAD, ...until2024].join('\n')}\n`)
      const svg = join(home, 'style.svg')

      const replayed = await succeed(['backtest', 'style-rotation', all, '--chart', svg], env)
      expect(replayed.stdout).toMatch(/style-rotation, replay-style-rotation, 2024-01-\d\d to 2025-03-28/)
      const table = replayed.stdout.split('\n').map((line) => line.trim().split(/\s{2,}/))
      expect(table.flatMap(([period]) => (/^(\d{4}|all)$/.test(period!) ? [period] : []))).toEqual([
        '2024',
        '2025',
        'all',
      ])
      const [stat] = await rowsOf(
        home,
        "SELECT total_return, max_drawdown, turnover FROM portfolio_stats_all WHERE dataset = 'replay-style-rotation' AND period = 'all'",
      )
      const figures = stat as Readonly<Record<string, number>>
      const total = table.find(([period]) => period === 'all')!
      expect(total[1]).toBe(`${(100 * figures.total_return!).toFixed(1)}%`)
      expect(total[5]).toBe(`${(100 * figures.max_drawdown!).toFixed(1)}%`)
      expect(total[10]).toBe(figures.turnover!.toFixed(1))
      expect(await readFile(svg, 'utf8')).toMatch(/^<svg[\s\S]*style-rotation/)

      const shown = await succeed(
        ['backtest', 'style-rotation', '--dataset', 'replay-style-rotation', '--from', '2025-01-01'],
        env,
      )
      expect(shown.stdout).toContain('2025-01-02 to 2025-03-28')
      expect(shown.stdout).not.toMatch(/^ 2024/m)

      const nothing = await runPulse(['backtest', 'style-rotation'], env)
      expect(nothing).toMatchObject({ code: 1 })
      expect(nothing.stderr).toMatch(/main has none of the 4 series/)

      await succeed(['backtest', 'style-rotation', first, '--dataset', 'main'], env)
      await succeed(['backtest', 'style-rotation', all, '--dataset', 'main'], env)
      const rows = (dataset: string) =>
        rowsOf(
          home,
          `SELECT * EXCEPT (dataset) FROM portfolio_nav_all WHERE dataset = '${dataset}' ORDER BY trade_date`,
        )
      const live = await rows('main')
      expect(live.length).toBeGreaterThan(250)
      expect(live).toEqual(await rows('replay-style-rotation'))
    })
  }, 300_000)
})
