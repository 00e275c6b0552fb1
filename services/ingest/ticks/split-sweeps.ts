import type { EventTime } from '../../../core/market/trade-date.ts'
import type { SourceTick, Sweep } from './source-tick.ts'

/**
 * Cuts sweeps that cover more than `stepMs` of event time into shorter ones, for whoever watches them as they
 * come. The ticks stay in their order, and none becomes late by it: a punctuation in between covers nothing
 * that is still to come in its sweep.
 */
export async function* splitSweeps(
  sweeps: Iterable<Sweep> | AsyncIterable<Sweep>,
  stepMs: number,
): AsyncGenerator<Sweep> {
  let before: EventTime | undefined
  for await (const sweep of sweeps) {
    if (before === undefined) yield sweep
    else yield* pieces(sweep, before, stepMs)
    before = sweep.until
  }
}

function* pieces({ until, ticks }: Sweep, before: EventTime, stepMs: number): Generator<Sweep> {
  const earliestFrom = earliestToCome(ticks, before)
  let covered: number = before
  let from = 0
  for (let end = before + stepMs; end < until; end += stepMs) {
    let to = from
    while (to < ticks.length && ticks[to]!.eventTime <= end) to += 1
    const cover = Math.min(end, earliestFrom[to]! - 1)
    if (cover <= covered) continue
    yield { until: cover as EventTime, ticks: ticks.slice(from, to) }
    from = to
    covered = cover
  }
  yield { until, ticks: from === 0 ? ticks : ticks.slice(from) }
}

/** Earliest time among a tick and those after it, leaving out what is late anyway. */
function earliestToCome(ticks: readonly SourceTick[], before: EventTime): Float64Array {
  const earliest = new Float64Array(ticks.length + 1).fill(Number.POSITIVE_INFINITY)
  for (let at = ticks.length - 1; at >= 0; at -= 1) {
    const time = ticks[at]!.eventTime
    earliest[at] = time > before ? Math.min(time, earliest[at + 1]!) : earliest[at + 1]!
  }
  return earliest
}
