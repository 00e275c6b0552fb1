import type { InstrumentSymbol } from '../../../../core/market/instrument-symbol.ts'
import { marketClose } from '../../../../core/market/market-close.ts'
import { addDays, dayOfWeek, type TradeDate } from '../../../../core/market/trade-date.ts'
import { chineseBar, seriesBar, sessionsBetween } from '../../../../test/support/series-run.ts'
import { MAPPING_CONFIGURATION, type MappingConfiguration } from '../mapping-configuration.ts'
import type { PairTable } from '../pair-tables.ts'

const symbol = (text: string): InstrumentSymbol => text as InstrumentSymbol

const table = (name: string, rows: readonly (readonly [string, readonly string[]])[]): PairTable => ({
  name,
  source: 'made for tests',
  pairs: rows.map(([industry, counterpart], at) => ({
    number: at + 1,
    industry: symbol(industry),
    name: `industry ${industry}`,
    counterpart: counterpart.map((code) => symbol(`${code}.US`)),
    counterpartName: counterpart.join(' and '),
    standsFor: [],
  })),
  notCovered: [],
})

export const FIRST_TABLE = table('first', [
  ['801081.SI', ['SOXX']],
  ['801102.SI', ['ANET', 'CIEN']],
  ['801101.SI', ['ANET', 'CIEN']],
  ['801104.SI', ['IGV']],
  ['801034.SI', ['XLB']],
])

export const SECOND_TABLE = table('second', [
  ['159995.SZ', ['SOXX']],
  ['515880.SH', ['ANET', 'CIEN']],
  ['159870.SZ', ['XLB']],
  ['512010.SH', ['XLV']],
])

/** The real rules with short windows, so that a few months of made-up series fill them. */
export const SMALL: MappingConfiguration = {
  ...MAPPING_CONFIGURATION,
  tables: [
    { from: 20230101, table: FIRST_TABLE },
    { from: 20230601, table: SECOND_TABLE },
  ],
  benchmarks: [
    { from: 20230101, symbol: symbol('000985.CSI') },
    { from: 20230515, symbol: symbol('000300.SH') },
  ],
  rules: MAPPING_CONFIGURATION.rules.map((rule) => ({
    ...rule,
    lag: rule.strategy === 'mapping-oversold' ? 6 : 3,
  })),
  year: { CN: 20, US: 22 },
  linkage: {
    subject: 'TMT-USAI',
    composite: [
      { from: 20230101, members: [symbol('801081.SI'), symbol('801104.SI')] },
      { from: 20230601, members: [symbol('159995.SZ'), symbol('515880.SH')] },
    ],
    basket: [symbol('SOXX.US'), symbol('ANET.US')],
    window: 15,
  },
}

export const CHINESE = [
  ...FIRST_TABLE.pairs.map(({ industry }) => industry),
  ...SECOND_TABLE.pairs.map(({ industry }) => industry),
  '000985.CSI',
  '000300.SH',
]
export const US = ['SOXX.US', 'ANET.US', 'CIEN.US', 'IGV.US', 'XLB.US', 'XLV.US', 'SPX.US']

/** Made-up history: May Day, the Dragon Boat holiday and National Day; New York closed on Good Friday and others. */
export const SESSIONS = sessionsBetween(20230213, 20231027)
const US_CLOSED = new Set([20230220, 20230407, 20230529, 20230619, 20230704, 20230904])
export const US_DATES: readonly TradeDate[] = Array.from({ length: 257 }, (_, at) =>
  addDays(20230213 as TradeDate, at),
).filter((date) => dayOfWeek(date) <= 5 && !US_CLOSED.has(date))

export interface Close {
  readonly symbol: string
  readonly date: TradeDate
  readonly close: number
}

/** A walk of each symbol over its market's sessions; `step` gives the log return of a place. */
export function walks(step: (symbol: string, place: number) => number): Close[] {
  const walk = (symbols: readonly string[], dates: readonly TradeDate[]): Close[] =>
    symbols.flatMap((symbol) => {
      let log = Math.log(100)
      return dates.map((date, place) => {
        log += step(symbol, place)
        return { symbol, date, close: Math.exp(log) }
      })
    })
  return [...walk(CHINESE, SESSIONS), ...walk(US, US_DATES)]
}

export const isUs = (symbol: string): boolean => symbol.endsWith('.US')

export const barOf = ({ symbol, date, close }: Close) =>
  isUs(symbol) ? seriesBar(symbol, date, close, marketClose('US', date)) : chineseBar(symbol, date, close)

/** Steps that look random and are always the same. */
export function hashedStep(symbol: string, place: number): number {
  let hash = 0x811c9dc5
  for (const letter of `${symbol}/${place}`) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32 - 0.5) * 0.04
}
