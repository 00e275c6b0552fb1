import { Ema, Max, StandardDeviation, Sum } from '../../core/windows/windows.ts'
import type { Loop } from './bare-loops.ts'

// The same loop four times: shared, it would be measured with windows of four classes at one place of the code.

export const ourSum: Loop = (values, length) => {
  const window = new Sum({ length })
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    window.push(values[at]!)
    const { value } = window
    if (value !== null) total += value
  }
  return total
}

export const ourMax: Loop = (values, length) => {
  const window = new Max({ length })
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    window.push(values[at]!)
    const { value } = window
    if (value !== null) total += value
  }
  return total
}

export const ourEma: Loop = (values, length) => {
  const window = new Ema({ length })
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    window.push(values[at]!)
    const { value } = window
    if (value !== null) total += value
  }
  return total
}

export const ourDeviation: Loop = (values, length) => {
  const window = new StandardDeviation({ length, freedom: 0 })
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    window.push(values[at]!)
    const { value } = window
    if (value !== null) total += value
  }
  return total
}
