import { basename } from 'node:path'

/** Symbols of tables that print none in their rows, by a part of the file's name. The first that fits stands. */
const NAMES: readonly (readonly [name: RegExp, symbol: string])[] = [
  [/vvix/i, 'VVIX.US'],
  [/vix3m/i, 'VIX3M.US'],
  [/vix9d/i, 'VIX9D.US'],
  [/vix/i, 'VIX.US'],
  [/skew/i, 'SKEW.US'],
  [/nasdaq_composite|ixic/i, 'IXIC.US'],
  [/nasdaq_?100|ndx/i, 'NDX.US'],
  [/sp500|gspc|spx/i, 'SPX.US'],
  [/sse_composite/i, '000001.SH'],
]

/** The symbol that a file's name stands for. */
export const symbolOfFileName = (path: string): string | undefined =>
  NAMES.find(([name]) => name.test(basename(path)))?.[1]

/** Whether a header is this one, whatever its capitals. */
export const isHeader = (header: readonly string[], columns: string): boolean =>
  header.join(',').toLowerCase() === columns.toLowerCase()
