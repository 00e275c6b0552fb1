import { plainTable } from '../plain-table.ts'
import type { KnownLetter } from './letter-book.ts'

export interface ListFormat {
  readonly format: 'table' | 'json'
  readonly limit: number
}

const REASON_WIDTH = 70

/** Counts by reason code, most frequent first, then the newest letters; as JSON one letter a line, oldest first. */
export function listText(letters: readonly KnownLetter[], { format, limit }: ListFormat): string {
  const shown = letters.slice(-limit)
  if (format === 'json') return shown.map((letter) => JSON.stringify(asJson(letter))).join('\n')
  if (letters.length === 0) return 'No dead letters.'
  return `${countsTable(letters)}\n\n${lettersTable([...shown].reverse())}`
}

/** A letter as programs read it: text as text, other bytes as base64. */
export function asJson({ raw, ...letter }: KnownLetter): object {
  return { ...letter, raw: Buffer.from(raw).toString('base64') }
}

function countsTable(letters: readonly KnownLetter[]): string {
  const counts = new Map<string, { open: number; settled: number }>()
  for (const { code, outcome } of letters) {
    const count = counts.get(code) ?? { open: 0, settled: 0 }
    counts.set(code, count)
    if (outcome === null) count.open += 1
    else count.settled += 1
  }
  const table = plainTable(['code', 'open', 'settled'], 3)
  const most = [...counts].sort(
    ([a, x], [b, y]) => y.open - x.open || y.settled - x.settled || (a < b ? -1 : 1),
  )
  for (const [code, { open, settled }] of most) table.push([code, open, settled])
  return table.toString()
}

function lettersTable(letters: readonly KnownLetter[]): string {
  const table = plainTable(['id', 'state', 'data set', 'code', 'where', 'reason'], 0)
  for (const { id, outcome, dataset, code, source, position, reason } of letters) {
    const line = outcome ?? reason
    const short = line.length > REASON_WIDTH ? `${line.slice(0, REASON_WIDTH)}...` : line
    table.push([
      id.slice(0, 12),
      outcome === null ? 'open' : 'settled',
      dataset,
      code,
      `${source} ${position}`,
      short,
    ])
  }
  return table.toString()
}
