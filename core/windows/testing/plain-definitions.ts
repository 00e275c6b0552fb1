import type { Place } from './exact-definitions.ts'

const valuesOf = (places: readonly Place[]): number[] =>
  places.flatMap(([x]) => (x === null || x === undefined ? [] : [x]))
const newestOf = (places: readonly Place[]): number | null => places.at(-1)?.[0] ?? null
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const depth = (value: number, peak: number): number =>
  value < peak / 2 ? value / peak - 1 : (value - peak) / peak

/** 40 significant bits, as domain reference D7 asks values to be compared; by decimal text, unlike the code. */
const isNearly = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b))

/** Definitions of the statistics that select or compare, by looking at all places; results are the same to the last bit. */
export const PLAIN_DEFINITIONS = {
  min: (places: readonly Place[]): number | null => Math.min(...valuesOf(places)),
  max: (places: readonly Place[]): number | null => Math.max(...valuesOf(places)),
  argMin: (places: readonly Place[]): number | null =>
    places.findIndex(([x]) => x === Math.min(...valuesOf(places))),
  argMax: (places: readonly Place[]): number | null =>
    places.findIndex(([x]) => x === Math.max(...valuesOf(places))),

  quantile: (places: readonly Place[], share: number): number | null => {
    const values = ascending(valuesOf(places))
    const place = (values.length - 1) * share
    const [below, above] = [values[Math.floor(place)]!, values[Math.ceil(place)]!]
    return below + (above - below) * (place - Math.floor(place))
  },

  percentileRank: (places: readonly Place[], rule: 'weak' | 'strict' | 'excel'): number | null => {
    const newest = newestOf(places)
    if (newest === null) return null
    const values = valuesOf(places)
    const equal = values.filter((value) => isNearly(value, newest)).length
    const below = values.filter((value) => value < newest && !isNearly(value, newest)).length
    if (rule === 'weak') return (100 * (below + equal)) / values.length
    if (rule === 'strict') return (100 * below) / values.length
    return values.length === 1 ? null : (100 * below) / (values.length - 1)
  },

  topK: (places: readonly Place[], k: number): number | null => ascending(valuesOf(places)).at(-k) ?? null,

  delay: (places: readonly Place[], back: number): number | null => places.at(-1 - back)?.[0] ?? null,

  delta: (places: readonly Place[], back: number): number | null => {
    const newest = newestOf(places)
    const before = places.at(-1 - back)?.[0] ?? null
    return newest === null || before === null ? null : newest - before
  },

  rollingDrawdown: (places: readonly Place[]): number | null => {
    const newest = newestOf(places)
    return newest === null ? null : depth(newest, Math.max(...valuesOf(places)))
  },

  maxDrawdown: (places: readonly Place[]): number | null => {
    const values = valuesOf(places)
    const pairs = values.flatMap((peak, at) => values.slice(at).map((later) => [later, peak] as const))
    return Math.min(0, ...pairs.filter(([later, peak]) => later <= peak).map((pair) => depth(...pair)))
  },
} as const
