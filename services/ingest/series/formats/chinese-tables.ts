import { day, figure, requiredFigure } from './fields.ts'
import { isHeader } from './named-file.ts'
import { RowError, type SeriesFormat } from './series-format.ts'

/** `code,date,open,high,low,close,volume,amount` of indices: shares, and amounts ten times the turnover in CNY. */
export const quantsIndices: SeriesFormat = {
  name: 'cn-index-ohlcv',
  rank: 10,
  step: 0.001,
  reader: (header) => {
    if (!isHeader(header, 'code,date,open,high,low,close,volume,amount')) return undefined
    return (fields, sink) => {
      const amount = figure(fields[7], 'amount')
      sink.bar(fields[0]!, day(fields[1]), {
        ...ohlcv(fields, 2),
        amount: amount === null ? null : amount / 10,
      })
    }
  },
}

/** `code,index_name,trade_date,open,...,volume,amount` of indices: shares, CNY. */
export const namedIndices: SeriesFormat = {
  name: 'cn-index-named',
  rank: 15,
  step: 0.001,
  reader: (header) => {
    if (!isHeader(header, 'code,index_name,trade_date,open,high,low,close,volume,amount')) return undefined
    return (fields, sink) =>
      sink.bar(fields[0]!, day(fields[2]), { ...ohlcv(fields, 3), amount: traded(fields[8], 'amount') })
  },
}

/** `code,date,open,high,low,close,volume` of indices: shares; rows without a close stand before an index begins. */
export const indicesWithoutAmount: SeriesFormat = {
  name: 'cn-index-volume',
  rank: 20,
  step: 0.001,
  reader: (header) => {
    if (!isHeader(header, 'code,date,open,high,low,close,volume')) return undefined
    return (fields, sink) => {
      if (figure(fields[5], 'close') !== null) sink.bar(fields[0]!, day(fields[1]), ohlcv(fields, 2))
    }
  },
}

/** `code,date,open,high,low,close,amount` of indices from TDX: CNY. */
export const tdxIndices: SeriesFormat = {
  name: 'tdx-index',
  rank: 30,
  step: 0.01,
  reader: (header) => {
    if (!isHeader(header, 'code,date,open,high,low,close,amount')) return undefined
    return (fields, sink) => {
      const { volume: _amount, ...prices } = ohlcv(fields, 2)
      sink.bar(fields[0]!, day(fields[1]), { ...prices, amount: traded(fields[6], 'amount') })
    }
  },
}

/** Shenwan's industries: `code,sec_name,trade_date,close`. */
export const shenwan: SeriesFormat = {
  name: 'sw-close',
  rank: 10,
  step: 0.01,
  reader: (header) => {
    if (!isHeader(header, 'code,sec_name,trade_date,close')) return undefined
    return (fields, sink) =>
      sink.bar(fields[0]!, day(fields[2]), { close: requiredFigure(fields[3], 'close') })
  },
}

const MARKET_CODE = /^([01])\.(\w{6})$/

/**
 * A column of closes for each of many symbols: `date,1.512400,0.159870,...`, 1 for Shanghai, 0 for Shenzhen. Columns
 * that end in `_spliced` join a fund to an index from before its listing, and are left out.
 */
export const closeTable: SeriesFormat = {
  name: 'cn-close-table',
  rank: 40,
  step: 0.01,
  reader: (header) => {
    const [first, ...columns] = header
    const known = columns.filter((name) => MARKET_CODE.test(name) || name.endsWith('_spliced'))
    if (first !== 'date' || columns.length === 0 || known.length < columns.length) return undefined
    const symbols = header.map((name) => {
      const [, market, code] = MARKET_CODE.exec(name) ?? []
      return code === undefined
        ? undefined
        : /^\d/.test(code)
          ? `${code}.${market === '1' ? 'SH' : 'SZ'}`
          : `${code}.CSI`
    })
    return (fields, sink) => {
      const date = day(fields[0])
      for (const [at, symbol] of symbols.entries()) {
        const close = symbol === undefined ? null : figure(fields[at], header[at]!)
        if (symbol !== undefined && close !== null) sink.bar(symbol, date, { close })
      }
    }
  },
}

/** The rebuilt microcap index: `date,close,proxy_high,proxy_low`, dividends included. */
export const microcapProxy: SeriesFormat = {
  name: 'microcap-proxy',
  rank: 10,
  step: 1e-9,
  reader: (header) => {
    if (!isHeader(header, 'date,close,proxy_high,proxy_low')) return undefined
    return (fields, sink) =>
      sink.bar('MICROCAP.PROXY', day(fields[0]), {
        close: requiredFigure(fields[1], 'close'),
        high: figure(fields[2], 'proxy_high'),
        low: figure(fields[3], 'proxy_low'),
        adjustment: 'totalReturn',
      })
  },
}

const ETF_SNAPSHOT =
  'date,code,name,open,high,low,close,prev_close,iopv,vol_lot,amt_wan,shares,total_mv,main_net_in,data_date'

/** The closing snapshot of all funds: a bar (lots, 10,000 CNY) and the shares outstanding; IOPV for the net asset value. */
export const etfSnapshot: SeriesFormat = {
  name: 'etf-snapshot',
  rank: 10,
  step: 0.0001,
  reader: (header) => {
    if (!isHeader(header, ETF_SNAPSHOT)) return undefined
    return (fields, sink) => {
      const [date, symbol] = [day(fields[0]), fundSymbol(fields[1]!)]
      const close = figure(fields[6], 'close')
      const [lots, wan] = [figure(fields[9], 'vol_lot'), figure(fields[10], 'amt_wan')]
      if (close !== null && close > 0)
        sink.bar(symbol, date, {
          ...prices(fields, 3),
          close,
          volume: lots === null ? null : lots * 100,
          amount: wan === null ? null : wan * 10_000,
        })
      sink.flow(symbol, date, {
        name: fields[2]!.trim(),
        shares: figure(fields[11], 'shares'),
        nav: figure(fields[8], 'iopv'),
        close,
        netInflow: figure(fields[13], 'main_net_in'),
      })
    }
  },
}

/** Funds of Shanghai begin with 5, those of Shenzhen with 1. */
function fundSymbol(code: string): string {
  if (/^5\d{5}$/.test(code)) return `${code}.SH`
  if (/^1\d{5}$/.test(code)) return `${code}.SZ`
  throw new RowError(`"${code}" is no code of an exchange-traded fund; correct or remove the row`)
}

const prices = (fields: readonly string[], at: number) => ({
  open: figure(fields[at], 'open'),
  high: figure(fields[at + 1], 'high'),
  low: figure(fields[at + 2], 'low'),
})

const ohlcv = (fields: readonly string[], at: number) => ({
  ...prices(fields, at),
  close: requiredFigure(fields[at + 3], 'close'),
  volume: traded(fields[at + 4], 'volume'),
})

/** No index has a session without trades: 0 stands for what is not known. */
function traded(text: string | undefined, column: string): number | null {
  const value = figure(text, column)
  return value === 0 ? null : value
}
