import { DoubleDouble } from './double-double.ts'
import { ExactSum } from './exact-sum.ts'

/** A result that is this part of its terms has 45 bits or more when it was taken with 100. */
const KEPT = 2 ** -50
const CUBES = new DoubleDouble()
const SQUARES = new DoubleDouble()
const SUM = new DoubleDouble()
const TERM = new DoubleDouble()
const MIXED = new ExactSum()
const SQUARE = new ExactSum()
const RESULT = new ExactSum()

/**
 * `n² Σx³ - 3 n Σx² Σx + 2 (Σx)³`: n³ times the third central moment. Almost all of it may cancel; then it is taken
 * exactly, otherwise with 100 bits.
 */
export function thirdDifference(count: number, cubes: ExactSum, squares: ExactSum, sum: ExactSum): number {
  cubes.read(CUBES)
  squares.read(SQUARES)
  sum.read(SUM)
  CUBES.timesNumber(count * count)
  SQUARES.timesNumber(-3 * count)
  TERM.set(SUM.high, SUM.low)
  TERM.times(SUM)
  TERM.timesNumber(2)
  const terms = Math.abs(CUBES.high) + (Math.abs(SQUARES.high) + Math.abs(TERM.high)) * Math.abs(SUM.high)
  SQUARES.add(TERM)
  SQUARES.times(SUM)
  CUBES.add(SQUARES)
  if (Math.abs(CUBES.high) >= KEPT * terms) return CUBES.high
  SQUARE.clear()
  SQUARE.addProductOf(sum, sum, 1)
  SQUARE.carry()
  MIXED.clear()
  MIXED.addScaled(SQUARE, 2)
  MIXED.addScaled(squares, -3 * count)
  MIXED.carry()
  RESULT.clear()
  RESULT.addScaled(cubes, count * count)
  RESULT.addProductOf(MIXED, sum, 1)
  RESULT.carry()
  return RESULT.rounded()
}
