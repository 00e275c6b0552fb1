/** What a loop does that is written for one statistic, one length and one series: nothing else could be quicker. */
export type Loop = (values: Float64Array, length: number) => number

/** Sum of all sums, each rounded once: the arithmetic of `ExactSum` in two parts, written out. */
export const bareExactSum: Loop = (values, length) => {
  const headroom = Math.ceil(Math.log2(length)) + 1
  const upperUnit = Math.floor(Math.log2(values[0]!)) - 25
  const upperRounder = 1.5 * 2 ** (52 + upperUnit)
  const lowerRounder = 1.5 * 2 ** (52 + upperUnit - 54 + headroom)
  const most = 2 ** (53 + upperUnit - headroom)
  const ring = new Float64Array(length)
  let slot = 0
  let uppers = 0
  let lowers = 0
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    if (at >= length) {
      const old = -ring[slot]!
      const upper = old + upperRounder - upperRounder
      uppers += upper
      lowers += old - upper
    }
    const value = values[at]!
    ring[slot] = value
    slot = slot + 1 === length ? 0 : slot + 1
    const upper = value + upperRounder - upperRounder
    const lower = value - upper
    if (lower + lowerRounder - lowerRounder !== lower || value > most || value < -most)
      throw new Error(`${value} does not fit the parts`)
    uppers += upper
    lowers += lower
    if (at >= length - 1) total += uppers + lowers
  }
  return total
}

/** The sum that is usually written: what comes is added, what goes is taken away, and what rounding does stays. */
export const driftingSum: Loop = (values, length) => {
  const ring = new Float64Array(length)
  let slot = 0
  let sum = 0
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!
    sum += value - ring[slot]!
    ring[slot] = value
    slot = slot + 1 === length ? 0 : slot + 1
    if (at >= length - 1) total += sum
  }
  return total
}

/** Standard deviations from sums of values and squares that drift. */
export const driftingDeviation: Loop = (values, length) => {
  const ring = new Float64Array(length)
  let slot = 0
  let sum = 0
  let squares = 0
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at]!
    const old = ring[slot]!
    sum += value - old
    squares += value * value - old * old
    ring[slot] = value
    slot = slot + 1 === length ? 0 : slot + 1
    if (at >= length - 1) total += Math.sqrt(Math.max(0, squares / length - (sum / length) ** 2))
  }
  return total
}

/** Greatest values by a queue of those that none after them surpasses. */
export const bareMax: Loop = (values, length) => {
  const queue = new Int32Array(length)
  let first = 0
  let held = 0
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    if (held > 0 && queue[first]! <= at - length) {
      first = first + 1 === length ? 0 : first + 1
      held -= 1
    }
    const value = values[at]!
    while (held > 0 && values[queue[(first + held - 1) % length]!]! < value) held -= 1
    queue[(first + held) % length] = at
    held += 1
    if (at >= length - 1) total += values[queue[first]!]!
  }
  return total
}

export const bareEma: Loop = (values, length) => {
  const alpha = 2 / (length + 1)
  let average = values[0]!
  let total = 0
  for (let at = 0; at < values.length; at += 1) {
    average += alpha * (values[at]! - average)
    if (at >= length - 1) total += average
  }
  return total
}
