/** The known name that a wrong one most looks like; undefined where none does. */
export function nearestName(wrong: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined
  let least = Math.max(2, Math.floor(wrong.length / 4)) + 1
  for (const name of known) {
    const distance = editDistance(wrong, name)
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}

/** How many letters have to be put in, taken out, changed or swapped with their neighbour (Damerau, restricted). */
function editDistance(left: string, right: string): number {
  let before: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      const change = last[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1)
      let cost = Math.min(change, last[column]! + 1, current[column - 1]! + 1)
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, before[column - 2]! + 1)
      current.push(cost)
    }
    before = last
    last = current
  }
  return last[right.length]!
}
