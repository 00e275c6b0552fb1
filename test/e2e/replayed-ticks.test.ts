import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { rowsOf, succeed, viewDigestsOf, withHome } from '../support/pulse-process.ts'

const EXTRACTS = fileURLToPath(new URL('../../services/ingest/ticks/fixtures', import.meta.url))
const extracts = async (kind: string): Promise<string[]> =>
  (await readdir(EXTRACTS)).filter((name) => name.startsWith(kind)).map((name) => join(EXTRACTS, name))

/** Expected figures are read off the files: closing snapshots, the last snapshot of a morning, sums of trades. */
it('pulse ticks brings the committed extracts of snapshots and trades to SQL', async () => {
  await withHome(async (home) => {
    const env = { PULSE_HOME: home }
    await succeed(['ticks', ...(await extracts('snapshots_')), '--dataset', 'replay-snapshots'], env)
    await succeed(['ticks', ...(await extracts('trades_')), '--dataset', 'replay-trades'], env)

    const minutes = `SELECT dataset, toString(trade_date) AS day, count() AS rows FROM sentiment_minute_all
      GROUP BY dataset, trade_date ORDER BY dataset, trade_date`
    expect(await rowsOf(home, minutes)).toEqual([
      { dataset: 'replay-snapshots', day: '2021-12-01', rows: 241 },
      { dataset: 'replay-snapshots', day: '2022-06-01', rows: 241 },
      { dataset: 'replay-snapshots', day: '2023-02-01', rows: 241 },
      { dataset: 'replay-trades', day: '2020-01-02', rows: 241 },
      { dataset: 'replay-trades', day: '2023-02-01', rows: 241 },
      { dataset: 'replay-trades', day: '2023-07-11', rows: 241 },
    ])

    // Only files that go on to the close make a day bar.
    const bars = `SELECT symbol, toString(trade_date) AS day, open, high, low, close, prev_close, volume, amount
      FROM bars_1d_all ORDER BY symbol`
    expect(await rowsOf(home, bars)).toEqual([
      {
        symbol: '000400.SZ',
        day: '2022-06-01',
        ...{ open: 19.16, high: 20.8, low: 19.08, close: 20.63, prev_close: 19.38 },
        ...{ volume: 64_458_834, amount: 1_289_594_909.7 },
      },
      {
        symbol: '600519.SH',
        day: '2023-02-01',
        ...{ open: 1854.98, high: 1859, low: 1811.4, close: 1844.97, prev_close: 1845.76 },
        ...{ volume: 3_397_389, amount: 6_244_678_924.61 },
      },
    ])

    const traded = `SELECT symbol, sum(volume) AS shares, sum(amount) AS yuan FROM bars_1m_all
      WHERE dataset = {dataset} GROUP BY symbol ORDER BY symbol`
    expect(await rowsOf(home, traded.replace('{dataset}', `'replay-snapshots'`))).toEqual([
      { symbol: '000400.SZ', shares: 64_458_834, yuan: 1_289_594_909.7 },
      { symbol: '600103.SH', shares: 74_817_712, yuan: 217_079_159.79 },
      { symbol: '600519.SH', shares: 3_397_389, yuan: 6_244_678_924.61 },
      { symbol: '688218.SH', shares: 227_620, yuan: 3_485_878.9 },
    ])
    // Trades of 600000 on 2020-01-02 begin at 09:30: what was before is not known, so no minute can be told.
    expect(await rowsOf(home, traded.replace('{dataset}', `'replay-trades'`))).toEqual([
      { symbol: '000001.SZ', shares: 4_600, yuan: 69_138 },
      { symbol: '600000.SH', shares: 1_200, yuan: 8_880 },
      { symbol: '600519.SH', shares: 6_250, yuan: 11_592_825 },
      { symbol: '600536.SH', shares: 3_500, yuan: 179_235 },
      { symbol: '605580.SH', shares: 7_800, yuan: 113_568 },
    ])

    const before = await viewDigestsOf(home, 'replay-snapshots')
    await succeed(['ticks', ...(await extracts('snapshots_')), '--dataset', 'replay-snapshots'], env)
    expect(await viewDigestsOf(home, 'replay-snapshots')).toEqual(before)
  })
}, 120_000)
