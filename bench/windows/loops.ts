import { bareEma, bareExactSum, bareMax, driftingDeviation, driftingSum, type Loop } from './bare-loops.ts'
import { emaOfAnObject } from './bare-object.ts'
import { ourDeviation, ourEma, ourMax, ourSum } from './our-loops.ts'

/** Our window and a loop that makes the same figure. */
export const LOOPS: Readonly<Record<string, { readonly ours: Loop; readonly other: Loop }>> = {
  'sum vs a bare loop with the same exact arithmetic': { ours: ourSum, other: bareExactSum },
  'greatest value vs a bare queue': { ours: ourMax, other: bareMax },
  'exponential average vs a bare loop': { ours: ourEma, other: bareEma },
  'exponential average vs an object that does nothing else': { ours: ourEma, other: emaOfAnObject },
  'price of exactness: sum vs a drifting loop': { ours: ourSum, other: driftingSum },
  'price of exactness: standard deviation vs a drifting loop': {
    ours: ourDeviation,
    other: driftingDeviation,
  },
}
