import fc from 'fast-check'

/** 0 or far enough from it that squares and cubes can be told from 0. */
const finite = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => (Math.abs(value) < 1e-60 ? 0 : value))

/** Prices, returns, and what is worst for sums: nearly equal great numbers, and magnitudes far apart. */
export const HARD_INPUTS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  ordinary: finite(-1_000, 1_000),
  integers: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  'few values, many ties': fc.integer({ min: -2, max: 2 }),
  'a billion and millionths': finite(-1e-6, 1e-6).map((noise) => 1e9 + noise),
  '1e15 and one more or less': fc.integer({ min: -1, max: 1 }).map((noise) => 1e15 + noise),
  'magnitudes far apart': fc
    .tuple(finite(-1, 1), fc.integer({ min: -25, max: 25 }))
    .map(([value, exponent]) => value * 10 ** exponent),
  'great numbers that cancel': fc
    .tuple(fc.constantFrom(-1e17, 0, 1e17), fc.integer({ min: -99, max: 99 }))
    .map(([great, small]) => great + small / 7),
}

/** For statistics that need positive values. */
export const POSITIVE_INPUTS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  ordinary: finite(0.01, 1_000),
  'few values, many ties': fc.integer({ min: 1, max: 5 }),
  'nearly equal': finite(-1e-6, 1e-6).map((noise) => 1 + noise),
  'magnitudes far apart': fc.integer({ min: -30, max: 30 }).map((exponent) => 10 ** exponent),
}

/** For ranks: sums of tenths that come out a little differently must count as equal, all else as different. */
export const RANKED_INPUTS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  integers: fc.integer({ min: -1_000, max: 1_000 }),
  'few values, many ties': fc.integer({ min: -2, max: 2 }),
  'eighths with noise of summation': fc
    .tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -1, max: 1 }))
    .map(([eighths, noise]) => (eighths / 8) * (1 + noise * Number.EPSILON)),
}
