/** Places of a window that is counted: the last `length` places, a null being one. */
export interface CountSpan {
  /** 1 to 1,048,576. */
  readonly length: number
  /** Values below which there is no result; unless told otherwise `length`, so that nulls leave gaps. */
  readonly minimum?: number
}

/** Places of a window in time: those later than `duration` before the last one. */
export interface TimeSpan {
  /** In the unit of the times that are pushed (milliseconds for event times). */
  readonly duration: number
  /** Values below which there is no result; 1 unless told otherwise. */
  readonly minimum?: number
  /** Places to have room for from the beginning; it grows when they do not suffice. */
  readonly capacity?: number
}

export type Span = CountSpan | TimeSpan

/** What all windows can do. Nothing of it allocates but `clone`, `snapshot` and room for more places. */
export interface RollingWindow {
  /** What the window was made from: plain data that makes another like it. */
  readonly spec: { readonly kind: string }
  /** Null below the minimum count, and where the statistic is not defined (a ratio over 0). Never NaN. */
  readonly value: number | null
  /** Values, nulls not counted, that the result rests on. */
  readonly count: number
  /** Forgets everything: the next session has nothing to do with this one. */
  restart(): void
  /** A window that goes on from here by itself. */
  clone(): RollingWindow
  /** All that is needed to go on, bit for bit; equal for equal content. */
  snapshot(): Uint8Array
  /** @throws WindowError `corrupt` when the bytes are not a snapshot of a window of this spec */
  restore(bytes: Uint8Array): void
}

/** A window over one series. */
export interface SeriesWindow extends RollingWindow {
  /**
   * @param value null occupies a place and is no value
   * @param time needed by windows in time, never falling; others ignore it
   * @throws RangeError for NaN, an infinity, a value beyond the window's limit, or a time that is missing or falls
   */
  push(value: number | null, time?: number): void
  clone(): SeriesWindow
}

/** A window over two series. */
export interface PairWindow extends RollingWindow {
  /** As `SeriesWindow.push`; one null makes the place empty. */
  push(x: number | null, y: number | null, time?: number): void
  clone(): PairWindow
}

export const MAX_LENGTH = 2 ** 20
