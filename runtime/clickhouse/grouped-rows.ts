import type { RowBinaryEncoder } from './row-binary.ts'

/**
 * Rows of one group together, groups ascending, in their order otherwise. A table that is sorted by group and then by
 * time finds rows that come in the order of time sorted already: for snapshots that halves the cost of an insert.
 */
export function groupedRows<Row>(
  encoder: RowBinaryEncoder<Row>,
  groupOf: (row: Row) => string,
): RowBinaryEncoder<Row> {
  const numbers = new Map<string, number>()
  let groups: number[] = []
  let ends: number[] = []
  return {
    columns: encoder.columns,
    get rows() {
      return encoder.rows
    },
    get bytes() {
      return encoder.bytes
    },
    append(row) {
      encoder.append(row)
      const group = groupOf(row)
      let number = numbers.get(group)
      if (number === undefined) {
        number = numbers.size
        numbers.set(group, number)
      }
      groups.push(number)
      ends.push(encoder.bytes)
    },
    take() {
      const places = placesOf(numbers, groups, ends)
      const bytes = encoder.take()
      const grouped = Buffer.allocUnsafe(bytes.length)
      let from = 0
      for (const [at, end] of ends.entries()) {
        const group = groups[at]!
        places[group]! += bytes.copy(grouped, places[group], from, end)
        from = end
      }
      numbers.clear()
      groups = []
      ends = []
      return grouped
    },
  }
}

/** Where the rows of each group begin, by its number. */
function placesOf(
  numbers: ReadonlyMap<string, number>,
  groups: readonly number[],
  ends: readonly number[],
): number[] {
  const sizes = new Array<number>(numbers.size).fill(0)
  for (const [at, group] of groups.entries()) sizes[group]! += ends[at]! - (ends[at - 1] ?? 0)
  const places = new Array<number>(numbers.size).fill(0)
  let place = 0
  for (const [, number] of [...numbers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    places[number] = place
    place += sizes[number]!
  }
  return places
}
