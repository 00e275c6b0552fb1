import { knownAliases } from '../../../core/market/alias-table.ts'
import { boardOf, isAShare } from '../../../core/market/board.ts'
import { type InstrumentSymbol, parseSymbol, stockSymbol } from '../../../core/market/instrument-symbol.ts'
import { riskStatusFromName } from '../../../core/market/risk-status.ts'
import { parseTradeDate, type TradeDate } from '../../../core/market/trade-date.ts'
import { BLANK, MALFORMED, readDecimal } from '../reading/decimal.ts'
import type { ReferenceFacts } from '../reference-facts.ts'
import { NO_FACTS } from '../reference-facts.ts'
import type { FileContent, InstrumentFact } from '../source.ts'
import { nameChangeFacts } from './name-changes.ts'

/** A row of a reference file: its fields by the names in the header. */
export type ReferenceRow = Readonly<Record<string, string>>

/** Why one row cannot be taken, in words for whoever corrects it. */
export class ReferenceRowError extends Error {}

/** A kind of reference file. */
export interface ReferenceTable {
  readonly name: string
  readonly content: Exclude<FileContent, 'dailyBars' | 'ticks' | 'minuteBars' | 'series'>
  /** The exact header. */
  readonly header: readonly string[]
  /** Facts of a whole file; rows that throw a `ReferenceRowError` are rejected one by one. */
  readonly read: (
    rows: readonly ReferenceRow[],
    each: <Fact>(take: (row: ReferenceRow) => Fact | undefined) => Fact[],
    path: string,
  ) => ReferenceFacts
}

/** Reference files: their headers and what they tell. */
export const REFERENCE_TABLES: readonly ReferenceTable[] = [
  {
    name: 'security-master',
    content: 'instruments',
    header: ['symbol', 'exchange', 'board', 'list_date', 'delist_date', 'name', 'source'],
    read: (_, each) => ({
      ...NO_FACTS,
      instruments: each((row) =>
        shareFact(parseSymbol(`${row.symbol}.${EXCHANGE_SUFFIX[row.exchange ?? '']}`), row, {
          name: plainName(row.name!),
          ...dated('listDate', row.list_date),
          ...dated('delistDate', row.delist_date),
        }),
      ),
    }),
  },
  {
    name: 'stock-list',
    content: 'instruments',
    header: ['code', 'name', 'area', 'industry', 'list_date'],
    read: (_, each) => ({
      ...NO_FACTS,
      instruments: each((row) =>
        shareFact(stockSymbol(row.code!), row, {
          name: plainName(row.name!),
          ...(row.industry ? { industry: row.industry } : {}),
          ...dated('listDate', row.list_date),
        }),
      ),
    }),
  },
  {
    name: 'stock-concepts',
    content: 'instruments',
    header: ['code', 'name', 'concepts'],
    read: (_, each) => ({
      ...NO_FACTS,
      instruments: each((row) =>
        shareFact(stockSymbol(row.code!), row, { concepts: conceptsOf(row.concepts!) }),
      ),
    }),
  },
  {
    name: 'name-changes',
    content: 'statusHistory',
    header: ['change_date', 'symbol', 'old_name', 'new_name'],
    read: (_, each) =>
      nameChangeFacts(
        each((row) => {
          const instrument = shareOf(stockSymbol(row.symbol!), row)
          if (instrument === undefined) return undefined
          return {
            instrument,
            date: dateOf(row.change_date),
            before: plainName(row.old_name!),
            after: plainName(row.new_name!),
          }
        }),
      ),
  },
  {
    name: 'current-st',
    content: 'statusHistory',
    header: ['code', 'name'],
    read: (_, each, path) => {
      const from = dateInName(path)
      return {
        ...NO_FACTS,
        instruments: each((row) =>
          shareFact(stockSymbol(row.code!), row, {
            name: plainName(row.name!),
            status: { from, until: null, status: riskStatusFromName(row.name!) },
          }),
        ),
      }
    },
  },
  {
    name: 'share-capital',
    content: 'shareCapital',
    header: ['code', 'change_date', 'total_shares_wan'],
    read: (_, each) => ({
      ...NO_FACTS,
      shareCapital: each((row) => {
        const symbol = shareOf(stockSymbol(row.code!), row)
        const bytes = Buffer.from(row.total_shares_wan!)
        const totalShares = readDecimal(bytes, 0, bytes.length, 4)
        if (totalShares === BLANK || totalShares === MALFORMED || totalShares <= 0) {
          throw new ReferenceRowError('total_shares_wan is no number of shares; correct it')
        }
        return symbol && { symbol, effectiveDate: dateOf(row.change_date), totalShares }
      }),
    }),
  },
  {
    name: 'trading-days',
    content: 'calendar',
    header: ['trade_date'],
    read: (_, each) => ({ ...NO_FACTS, sessions: each((row) => dateOf(row.trade_date)) }),
  },
]

/** The reference table that a header belongs to. */
export function referenceOfHeader(header: readonly string[]): ReferenceTable | undefined {
  return REFERENCE_TABLES.find(
    (table) => table.header.length === header.length && table.header.every((name, i) => name === header[i]),
  )
}

const EXCHANGE_SUFFIX: Readonly<Record<string, string>> = { SSE: 'SH', SZSE: 'SZ', BSE: 'BJ' }

/** The lasting identity of an A share; undefined for other securities, which are left out. */
function shareOf(symbol: InstrumentSymbol | undefined, row: ReferenceRow): InstrumentSymbol | undefined {
  if (symbol === undefined) {
    throw new ReferenceRowError(
      `no stock has the code ${row.code ?? row.symbol}; correct it or remove the row`,
    )
  }
  return isAShare(boardOf(symbol)) ? knownAliases.canonicalSymbol(symbol) : undefined
}

function shareFact(
  symbol: InstrumentSymbol | undefined,
  row: ReferenceRow,
  fact: Omit<InstrumentFact, 'instrument'>,
): InstrumentFact | undefined {
  const instrument = shareOf(symbol, row)
  return instrument && { instrument, ...fact }
}

function dateOf(text: string | undefined): TradeDate {
  const date = parseTradeDate(text ?? '')
  if (date === undefined) throw new ReferenceRowError(`"${text}" is no date; write yyyymmdd or yyyy-mm-dd`)
  return date
}

function dated<Field extends 'listDate' | 'delistDate'>(
  field: Field,
  text: string | undefined,
): { [F in Field]?: TradeDate } {
  return text ? ({ [field]: dateOf(text) } as { [F in Field]: TradeDate }) : {}
}

/** Lists of the present say in their name which day they describe. */
function dateInName(path: string): TradeDate {
  const date = parseTradeDate(/(?:^|\D)(20\d{6})(?!\d)/.exec(path.split(/[\\/]/).at(-1)!)?.[1] ?? '')
  if (date === undefined) {
    throw new TypeError('the day of the list is missing; name the file like current_st_20260411.csv')
  }
  return date
}

/** Tags between bars, each once, without the underscore that some end with (HS300_). */
const conceptsOf = (text: string): string[] => [
  ...new Set(
    text
      .split('|')
      .map((tag) => plainName(tag).replace(/_+$/, ''))
      .filter(Boolean),
  ),
]

/** Short names without the padding that exchanges and vendors put in (万  科Ａ). */
const plainName = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '')
