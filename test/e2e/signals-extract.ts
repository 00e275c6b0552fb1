import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { formatPrice } from '../../core/market/price.ts'
import { formatTradeDate } from '../../core/market/trade-date.ts'
import { BUNDLED_SERIES } from '../../services/ingest/bundled/sample.ts'
import { randomFrom, randomMarket } from '../support/random-market.ts'
import { sessionsBetween } from '../support/series-run.ts'

/** A table and its lines, each with the day on which it can be known at the earliest. */
interface Table {
  readonly name: string
  readonly header: string
  readonly lines: readonly { readonly day: number; readonly line: string }[]
}

const LAST_DAY = 20251121
/** First days of the closes that are taken: strategies that rank a year need one, others some months. */
const CLOSES: Readonly<Record<number, string>> = {
  20240102: '000300.SH 000852.SH 000905.SH MICROCAP.PROXY',
  20250102: '159995.SZ 512400.SH 159870.SZ 512010.SH SOXX.US XLB.US XLV.US SPX.US NVDA.US AMD.US',
  20250901: 'VIX.US VVIX.US VIX3M.US',
}
/** First day of the figures that are made up. */
const MADE_FROM = 20250828
/** Of every other observation all releases are taken. */
const DAILY_OBSERVATIONS = /^CN\.(SHIBOR|MARGIN)/

const [closes, observations] = BUNDLED_SERIES.map((path) =>
  gunzipSync(readFileSync(path)).toString().trim().split('\n'),
) as [string[], string[]]

const digits = (day: string): number => Number(day.replaceAll('-', '').slice(0, 8))

/** A part of the bundled closes and releases, made-up fund flows, and bars of shares of its last month, made up, too. */
const TABLES: readonly Table[] = [bundledCloses(), bundledReleases(), madeFlows(), madeBars()]

/** Shares outstanding, which hold from before the first bar; no day decides on them. */
const CAPITAL = [
  'code,change_date,total_shares_wan',
  ...Array.from({ length: 40 }, (_, at) => `${600_000 + at * 3},2020-01-02,${10_000 + at * 100}`),
]

/** Writes what can be known from one day to another, both included, as files; gives their paths. */
export async function writeExtract(
  folder: string,
  { from = 0, until = LAST_DAY }: { readonly from?: number; readonly until?: number } = {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const paths = TABLES.map(({ name }) => join(folder, `${name}.csv`))
  for (const [at, { header, lines }] of TABLES.entries()) {
    const chosen = lines.filter(({ day }) => day >= from && day <= until).map(({ line }) => line)
    await writeFile(paths[at]!, `${[header, ...chosen].join('\n')}\n`)
  }
  const capital = join(folder, 'total_shares_changes.csv')
  await writeFile(capital, `${CAPITAL.join('\n')}\n`)
  return [...paths, capital]
}

function bundledCloses(): Table {
  const firstDays = new Map(
    Object.entries(CLOSES).flatMap(([day, symbols]) =>
      symbols.split(' ').map((symbol) => [symbol, Number(day)] as const),
    ),
  )
  const [header = '', ...lines] = closes
  return {
    name: 'series',
    header,
    lines: lines.flatMap((line) => {
      const [symbol = '', date = ''] = line.split(',')
      const day = Number(date)
      return day <= LAST_DAY && day >= (firstDays.get(symbol) ?? Number.POSITIVE_INFINITY)
        ? [{ day, line }]
        : []
    }),
  }
}

function bundledReleases(): Table {
  const [header = '', ...lines] = observations
  return {
    name: 'observations',
    header,
    lines: lines
      .flatMap((line) => {
        const [series = '', , , releasedAt = ''] = line.split(',')
        const day = digits(releasedAt)
        return day <= LAST_DAY && (day >= 20240701 || !DAILY_OBSERVATIONS.test(series)) ? [{ day, line }] : []
      })
      .concat(madeQuotes()),
  }
}

/** Of what nobody publishes freely: quotes of implied volatility and default swaps, an index of stress, earnings. */
function madeQuotes(): Table['lines'] {
  const random = randomFrom(40)
  const home = ['CN.IV30.000300', 'CN.IV30.000852', 'CN.PE.电子']
  const abroad = ['US.IV30.SPX', 'US.CDS5Y.ORCL', 'US.FSI']
  return sessionsBetween(MADE_FROM, LAST_DAY).flatMap((day) =>
    [...home, ...abroad].map((series) => {
      const time = home.includes(series) ? '10:00Z' : '21:15Z'
      const line = `${series},${day},${(20 + 5 * random()).toFixed(2)},${formatTradeDate(day)}T${time},,points`
      return { day, line }
    }),
  )
}

function madeFlows(): Table {
  const random = randomFrom(41)
  const funds = [
    ['510300.SH', '沪深300ETF'],
    ['513180.SH', '恒生科技ETF'],
  ] as const
  return {
    name: 'fund_flows',
    header: 'symbol,date,shares,nav,close,name,net_inflow',
    lines: sessionsBetween(MADE_FROM, LAST_DAY).flatMap((day) =>
      funds.map(([symbol, name]) => {
        const shares = Math.round(1e9 * (0.9 + 0.2 * random()))
        const nav = (1 + random()).toFixed(4)
        return { day, line: `${symbol},${day},${shares},${nav},${nav},${name},` }
      }),
    ),
  }
}

function madeBars(): Table {
  const market = randomMarket({ seed: 4, sessions: 16, symbols: 40, from: 20251031, references: 1 })
  const wanYuan = ({ close, volume }: { readonly close: number; readonly volume: number }): string =>
    ((close * volume) / 10_000 / 10_000).toFixed(2)
  return {
    name: 'bars',
    header: 'code,date,open,high,low,close,ref_prev_close,vol_lot,amt_wan',
    lines: market.flatMap(({ tradeDate, bars }) =>
      bars.map(({ bar }) => {
        const prices = [bar.open, bar.high, bar.low, bar.close, bar.prevClose!].map((price) =>
          formatPrice(price, 2),
        )
        const fields = [bar.symbol.slice(0, 6), formatTradeDate(tradeDate), ...prices]
        return { day: tradeDate, line: [...fields, Math.ceil(bar.volume / 100), wanYuan(bar)].join(',') }
      }),
    ),
  }
}
