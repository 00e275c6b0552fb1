import type { OperatorFunction } from 'rxjs'
import { map } from 'rxjs'
import {
  createWindow,
  type PairWindow,
  type RollingWindow,
  type SeriesWindow,
  seriesOf,
  type WindowSpec,
} from '../../core/windows/windows.ts'
import { inMemory, type WindowStore } from './window-store.ts'

/** An event and the value of its key's window once it is in. */
export interface Rolled<Event> {
  readonly event: Event
  readonly value: number | null
}

/** What an event gives to a window: a value, or one of either series. */
export type Given = number | null | readonly [number | null, number | null]

export interface RollingOptions<Event> {
  /** Needed by windows in time. */
  readonly timeOf?: (event: Event) => number
  /** Where the windows are; in memory unless told otherwise. In a processor: `inState(context.state.<name>, ...)`. */
  readonly windows?: WindowStore<RollingWindow>
}

/**
 * A window per key over a stream of batches: for each event of a batch, in order, the value of its key's window. One map
 * look-up an event and no stream per key, however many keys there are.
 * @throws RangeError (as an error of the stream) for a value that the window refuses
 */
export function rolling<Event>(
  spec: WindowSpec,
  given: (event: Event) => Given,
  keyOf: (event: Event) => string,
  {
    timeOf,
    windows = inMemory<RollingWindow>({ create: () => createWindow(spec) }),
  }: RollingOptions<Event> = {},
): OperatorFunction<readonly Event[], readonly Rolled<Event>[]> {
  const push = seriesOf(spec) === 2 ? pushPair : pushValue
  return map((events) =>
    events.map((event) => {
      const window = windows.of(keyOf(event))
      push(window, given(event), timeOf?.(event))
      return { event, value: window.value }
    }),
  )
}

function pushValue(window: RollingWindow, value: Given, time: number | undefined): void {
  if (typeof value === 'object' && value !== null)
    throw new TypeError(`Window ${window.spec.kind} takes one series, and was given two values.`)
  ;(window as SeriesWindow).push(value, time)
}

function pushPair(window: RollingWindow, pair: Given, time: number | undefined): void {
  if (typeof pair !== 'object' || pair === null)
    throw new TypeError(`Window ${window.spec.kind} takes two series, and was given one value.`)
  ;(window as PairWindow).push(pair[0], pair[1], time)
}
