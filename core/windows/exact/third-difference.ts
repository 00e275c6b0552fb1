import { ExactSum } from './exact-sum.ts'

const MIXED = new ExactSum()
const SQUARE = new ExactSum()
const RESULT = new ExactSum()

/**
 * `n² Σx³ - 3 n Σx² Σx + 2 (Σx)³`: n³ times the third central moment, taken exactly, for most of it cancels whenever
 * the mean is far from 0.
 */
export function thirdDifference(count: number, cubes: ExactSum, squares: ExactSum, sum: ExactSum): number {
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
