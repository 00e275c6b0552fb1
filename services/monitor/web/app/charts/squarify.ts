export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * A squarified treemap (Bruls, Huizing, van Wijk 2000): one rectangle per value, area in proportion, as near to a
 * square as the order allows. Values are positive and descend.
 */
export function squarify(values: readonly number[], width: number, height: number): readonly Rect[] {
  const sum = values.reduce((total, value) => total + value, 0)
  const areas = values.map((value) => (value / sum) * width * height)
  const placed: Rect[] = []
  let free: Rect = { x: 0, y: 0, width, height }
  while (placed.length < areas.length) {
    const row = nextRow(areas.slice(placed.length), Math.min(free.width, free.height))
    placed.push(...rowRects(row, free))
    free = rest(row, free)
  }
  return placed
}

/** As many areas as make the row's worst rectangle no worse. */
function nextRow(areas: readonly number[], side: number): readonly number[] {
  let count = 1
  while (
    count < areas.length &&
    worstRatio(areas.slice(0, count + 1), side) <= worstRatio(areas.slice(0, count), side)
  )
    count += 1
  return areas.slice(0, count)
}

function worstRatio(row: readonly number[], side: number): number {
  const sum = total(row)
  const [most = 0, least = 0] = [row[0], row.at(-1)]
  return Math.max((side ** 2 * most) / sum ** 2, sum ** 2 / (side ** 2 * least))
}

/** A row stands along the shorter side of what is free. */
function rowRects(row: readonly number[], { x, y, width, height }: Rect): readonly Rect[] {
  const isUpright = width >= height
  const thickness = total(row) / (isUpright ? height : width)
  let at = 0
  return row.map((area) => {
    const length = area / thickness
    const rect = isUpright
      ? { x, y: y + at, width: thickness, height: length }
      : { x: x + at, y, width: length, height: thickness }
    at += length
    return rect
  })
}

function rest(row: readonly number[], { x, y, width, height }: Rect): Rect {
  if (width >= height) {
    const used = total(row) / height
    return { x: x + used, y, width: width - used, height }
  }
  const used = total(row) / width
  return { x, y: y + used, width, height: height - used }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
