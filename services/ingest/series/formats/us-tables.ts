import { day, figure, requiredFigure } from './fields.ts'
import { isHeader, symbolOfFileName } from './named-file.ts'
import type { SeriesFormat } from './series-format.ts'

/** `^TNX` and `TNX` are the same index. */
const usSymbol = (name: string): string => `${name.trim().replace(/^\^/, '').toUpperCase()}.US`

/** One index a file, its symbol in the file's name: `date,open,high,low,close` with or without volume in shares. */
export const indexOhlc: SeriesFormat = {
  name: 'index-ohlc',
  rank: 10,
  step: 0.01,
  reader: (header, path) => {
    const symbol = symbolOfFileName(path)
    const hasVolume = isHeader(header, 'date,open,high,low,close,volume')
    if (symbol === undefined || !(hasVolume || isHeader(header, 'date,open,high,low,close'))) return undefined
    return (fields, sink) => {
      sink.bar(symbol, day(fields[0]), {
        open: figure(fields[1], 'open'),
        high: figure(fields[2], 'high'),
        low: figure(fields[3], 'low'),
        close: requiredFigure(fields[4], 'close'),
        volume: hasVolume ? figure(fields[5], 'volume') : null,
      })
    }
  },
}

/** `date,close,volume` with the symbol in the file's name; a volume of 0 is an unknown one (S&P 500 before 1950). */
export const indexClose: SeriesFormat = {
  name: 'index-close',
  rank: 12,
  step: 0.01,
  reader: (header, path) => {
    const symbol = symbolOfFileName(path)
    if (symbol === undefined || !isHeader(header, 'date,close,volume')) return undefined
    return (fields, sink) => {
      const volume = figure(fields[2], 'volume')
      sink.bar(symbol, day(fields[0]), {
        close: requiredFigure(fields[1], 'close'),
        volume: volume === 0 ? null : volume,
      })
    }
  },
}

/** Cboe's daily files with one figure: `date,vvix` and `date,skew`. */
export const cboeClose: SeriesFormat = {
  name: 'cboe-close',
  rank: 10,
  step: 0.01,
  reader: (header) => {
    const column = ['vvix', 'skew'].find((name) => isHeader(header, `date,${name}`))
    if (column === undefined) return undefined
    const symbol = usSymbol(column)
    return (fields, sink) => sink.bar(symbol, day(fields[0]), { close: requiredFigure(fields[1], column) })
  },
}

/** Many US symbols: `symbol,date,open,high,low,close,volume`, unadjusted, shares. */
export const usOhlcv: SeriesFormat = {
  name: 'us-ohlcv',
  rank: 25,
  step: 0.01,
  reader: (header) => {
    if (!isHeader(header, 'symbol,date,open,high,low,close,volume')) return undefined
    return (fields, sink) => {
      const volume = figure(fields[6], 'volume')
      sink.bar(usSymbol(fields[0]!), day(fields[1]), {
        open: figure(fields[2], 'open'),
        high: figure(fields[3], 'high'),
        low: figure(fields[4], 'low'),
        close: requiredFigure(fields[5], 'close'),
        volume: volume === 0 ? null : volume,
      })
    }
  },
}

/**
 * Many US symbols, closes adjusted for dividends and splits: `symbol,date,adj_close`. Believed before unadjusted
 * prices, which continue them where they end: a series must not change its adjustment in the middle. Indices of
 * yields (^TNX, ^IRX) have nothing to adjust.
 */
export const usAdjustedClose: SeriesFormat = {
  name: 'us-adjusted-close',
  rank: 20,
  step: 0.0001,
  reader: (header) => {
    if (!isHeader(header, 'symbol,date,adj_close')) return undefined
    return (fields, sink) => {
      const name = fields[0]!
      sink.bar(usSymbol(name), day(fields[1]), {
        close: requiredFigure(fields[2], 'adj_close'),
        adjustment: name.startsWith('^') ? 'none' : 'totalReturn',
      })
    }
  },
}

/** The first two VIX futures: `date,VX1,VX2,VX1_expiry,VX2_expiry`, settlement, rolled on expiry. */
export const vixFutures: SeriesFormat = {
  name: 'vix-futures',
  rank: 10,
  step: 0.0001,
  reader: (header) => {
    if (!isHeader(header, 'date,VX1,VX2,VX1_expiry,VX2_expiry')) return undefined
    return (fields, sink) => {
      const date = day(fields[0])
      for (const [at, symbol] of [
        [1, 'VX1.US'],
        [2, 'VX2.US'],
      ] as const) {
        const close = figure(fields[at], symbol)
        if (close !== null) sink.bar(symbol, date, { close })
      }
    }
  },
}

const RATIOS: Readonly<Record<string, string>> = {
  TOTAL_PUT_CALL_RATIO: 'US.PUTCALL.TOTAL',
  INDEX_PUT_CALL_RATIO: 'US.PUTCALL.INDEX',
  ETP_PUT_CALL_RATIO: 'US.PUTCALL.ETP',
  EQUITY_PUT_CALL_RATIO: 'US.PUTCALL.EQUITY',
  VIX_PUT_CALL_RATIO: 'US.PUTCALL.VIX',
  SPX_SPXW_PUT_CALL_RATIO: 'US.PUTCALL.SPX',
}

/** Cboe's put/call ratios; those of thinly traded products are left out. */
export const putCall: SeriesFormat = {
  name: 'cboe-put-call',
  rank: 10,
  step: 0.01,
  reader: (header) => {
    if (header[0] !== 'Fecha' || !header.includes('TOTAL_PUT_CALL_RATIO')) return undefined
    return (fields, sink) => {
      const date = day(fields[0])
      for (const [at, column] of header.entries()) {
        const series = RATIOS[column]
        const value = series === undefined ? null : figure(fields[at], column)
        if (series !== undefined && value !== null) sink.observation(series, date, value, { unit: 'ratio' })
      }
    }
  },
}

const JOINED = 'date,NDX_close,VIX_close,VIX3M_close,VIX9D_close,VVIX_close,IRX_close,WALCL,DFF'
const MILLION = 1e6

/**
 * One joined table of closes, the balance sheet of the Federal Reserve (million USD, as of Wednesday and repeated
 * until the next) and the effective federal funds rate (percent).
 */
export const usJoined: SeriesFormat = {
  name: 'us-joined',
  rank: 30,
  step: 0.01,
  reader: (header) => {
    if (!isHeader(header, JOINED)) return undefined
    let assets: number | null = null
    return (fields, sink) => {
      const date = day(fields[0])
      for (const [at, column] of header.entries()) {
        if (!column.endsWith('_close')) continue
        const close = figure(fields[at], column)
        if (close !== null) sink.bar(usSymbol(column.slice(0, -'_close'.length)), date, { close })
      }
      const total = figure(fields[7], 'WALCL')
      if (total !== null && total !== assets)
        sink.observation('US.WALCL', date, total * MILLION, { unit: 'USD' })
      assets = total
      const rate = figure(fields[8], 'DFF')
      if (rate !== null) sink.observation('US.DFF', date, rate, { unit: 'percent' })
    }
  },
}
