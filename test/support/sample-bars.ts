import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { BUNDLED_SAMPLE } from '../../services/ingest/bundled/sample.ts'

/** A row of the bundled sample, read by hand: yuan, shares, yuan. */
export interface SampleBar {
  readonly code: string
  /** yyyymmdd */
  readonly date: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly amount: number
  readonly line: string
}

const [HEADER, ...LINES] = gunzipSync(readFileSync(BUNDLED_SAMPLE)).toString().trim().split('\n')

/** Rows of the bundled sample from one session to another, both included. */
export const sampleBars = (from: number, until = from): SampleBar[] =>
  LINES.flatMap((line) => {
    const [code = '', date, open, high, low, close, , lots, tenThousands] = line.split(',')
    if (!(Number(date) >= from && Number(date) <= until)) return []
    const [volume, amount] = [Number(lots) * 100, Number(tenThousands) * 10_000]
    const prices = { open: Number(open), high: Number(high), low: Number(low), close: Number(close) }
    return [{ code, date: Number(date), ...prices, volume, amount, line }]
  })

/**
 * Writes some shares of the bundled sample as a file of bars: of those that touched their limit-up on the last day,
 * or nearly so, every `step`-th, and twice as many of the others.
 */
export async function writeSampleBars(
  path: string,
  { from, until, step }: { readonly from: number; readonly until: number; readonly step: number },
): Promise<string> {
  const bars = sampleBars(from, until)
  const closes = new Map(bars.filter(({ date }) => date < until).map(({ code, close }) => [code, close]))
  const last = bars.filter(({ date, code }) => date === until && closes.has(code))
  const hasRisen = ({ code, high }: SampleBar): boolean => high / closes.get(code)! > NEARLY_LIMIT_UP
  const risen = last.filter(hasRisen).filter((_, at) => at % step === 0)
  const others = last.filter((bar) => !hasRisen(bar))
  const every = Math.floor(others.length / (2 * risen.length))
  const chosen = new Set([...risen, ...others.filter((_, at) => at % every === 0)].map(({ code }) => code))
  const lines = bars.filter(({ code }) => chosen.has(code)).map(({ line }) => line)
  await writeFile(path, `${[HEADER, ...lines].join('\n')}\n`)
  return path
}

/** High to the close before, where the limit is 10%. */
const NEARLY_LIMIT_UP = 1.095
