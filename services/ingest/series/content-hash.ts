import type { SeriesRow } from './series-row.ts'

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
const ABSENT = 0x9e3779b9

const scratch = new DataView(new ArrayBuffer(8))

/**
 * 32-bit hash of what a row says and when that was known, not of which source said it. Two rows of one key and
 * date are the same if and only if all of that agrees.
 */
export function contentHash(row: SeriesRow): number {
  let hash = FNV_OFFSET
  for (const field of fieldsOf(row)) {
    if (field === null) hash = mix(hash, ABSENT)
    else if (typeof field === 'number') {
      scratch.setFloat64(0, field)
      hash = mix(mix(hash, scratch.getUint32(0)), scratch.getUint32(4))
    } else for (let at = 0; at < field.length; at += 1) hash = mix(hash, field.charCodeAt(at))
  }
  return hash >>> 0
}

const mix = (hash: number, value: number): number => Math.imul(hash ^ value, FNV_PRIME)

function fieldsOf(row: SeriesRow): readonly (number | string | null)[] {
  switch (row.topic) {
    case 'series': {
      const { eventTime, open, high, low, close, volume, amount, adjustment } = row.value
      return [eventTime, open, high, low, close, volume, amount, adjustment]
    }
    case 'observations': {
      const { eventTime, value, forecast, unit } = row.value
      return [eventTime, value, forecast, unit]
    }
    case 'fundFlows': {
      const { eventTime, name, shares, nav, close, netInflow } = row.value
      return [eventTime, name, shares, nav, close, netInflow]
    }
  }
}
