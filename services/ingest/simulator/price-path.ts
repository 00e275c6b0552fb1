import type { DayShape, LimitSide } from './day-shape.ts'
import type { PriceNode } from './price-nodes.ts'
import type { Random } from './random.ts'

/** What the limits do after a trade; a number, because a day keeps one per trade. */
export const FREE = 0
export const SEALED_UP = 1
export const SEALED_DOWN = 2

/** Prices of the trades of a day in ticks above the low, and the state of the limits after each. */
export interface PathBuffer {
  readonly ticks: Int32Array
  readonly states: Uint8Array
}

/** Fills `path` with the stays of `nodes` and with random ways between them, which stay inside the extremes. */
export function fillPath(
  path: PathBuffer,
  shape: DayShape,
  nodes: readonly PriceNode[],
  random: Random,
): void {
  for (const [at, node] of nodes.entries()) {
    const state = STATES[node.sealed]
    path.ticks.fill(node.ticks, node.first, node.last + 1)
    path.states.fill(state, node.first, node.last + 1)
    if (state !== FREE && shape.high > 0) openBoard(path, shape, node, random)
    const next = nodes[at + 1]
    if (next !== undefined) wander(path, shape, node, next, random)
  }
}

const STATES: Readonly<Record<LimitSide, number>> = { none: FREE, up: SEALED_UP, down: SEALED_DOWN }

/**
 * The way from one stay to the next: away from its level towards the day's average price, noise around it
 * (a slow drift and the bounce between bid and ask), and on to the next level. The extremes belong to their
 * stays, so a way keeps one tick off them where there is room.
 */
function wander(path: PathBuffer, shape: DayShape, from: PriceNode, to: PriceNode, random: Random): void {
  const length = to.first - from.last
  const inset = shape.high > 2 ? 1 : 0
  const lowest = inset
  const highest = shape.high - inset
  const home = Math.min(Math.max(shape.average ?? (from.ticks + to.ticks) / 2, 0), shape.high)
  const relax = 1 + length * 0.12
  const rest = relax / (relax + length)
  const taper = 1 / (1 + length * 0.1)
  const amplitude = shape.high * 0.026
  let drift = 0
  path.states.fill(FREE, from.last + 1, to.first)
  for (let k = 1; k < length; k++) {
    const left = length - k
    const bits = random.bits()
    drift = drift * 0.99 + ((bits & 0xffff) / 0x8000 - 1) * amplitude
    const bounce = (bits >>> 16) / 0x10000 - 0.5
    const leaving = relax / (relax + k) - (k / length) * rest
    const arriving = relax / (relax + left) - (left / length) * rest
    const freedom = Math.min(1, k * taper, left * taper)
    const level =
      home + (from.ticks - home) * leaving + (to.ticks - home) * arriving + drift * freedom + bounce
    path.ticks[from.last + k] = Math.min(Math.max(Math.round(level), lowest), highest)
  }
}

/** Trades that a seal must last before its board opens 炸板 on the way. */
const SHORTEST_SEAL = 12

/** Opens a sealed board up to three times: orders at the limit again, or prices off it, and sealed again. */
function openBoard(path: PathBuffer, shape: DayShape, node: PriceNode, random: Random): void {
  const length = node.last - node.first + 1
  const haste = random.unit()
  if (length < SHORTEST_SEAL) return
  const direction = node.sealed === 'up' ? -1 : 1
  for (let openings = Math.floor(4 * haste * haste); openings > 0; openings--) {
    const lasting = 1 + random.below(Math.min(40, length / 6))
    const first = node.first + 1 + random.below(length - lasting - 2)
    const eager = random.unit()
    const depth = shape.high === 1 || eager < 0.3 ? 0 : 1 + Math.floor(eager * eager * (shape.high - 2) * 0.7)
    for (let k = 0; k < lasting; k++) {
      const way = 1 - Math.abs((2 * k + 1) / lasting - 1)
      path.ticks[first + k] = node.ticks + direction * Math.min(Math.ceil(depth * way), depth)
      path.states[first + k] = FREE
    }
  }
}
