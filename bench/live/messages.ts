/** A moment of event time and when it was reached, both epoch ms. */
export type Reached = readonly [eventTime: number, at: number]

/** A sweep as the source handed it over at the pace of the clock. */
export interface HandedSweep {
  readonly until: number
  /** When its time had come by the clock, whether or not it was handed over then. */
  readonly due: number
  /** Milliseconds from each snapshot's own time to the end of the sweep. */
  readonly waited: readonly number[]
}

/** What the pipeline's process tells of a run. */
export interface LiveReport {
  readonly sweeps: readonly HandedSweep[]
  /** How far the processors had come, by name. */
  readonly processed: Readonly<Record<string, readonly Reached[]>>
  readonly ticks: number
  /** Seconds from the first sweep after `go` to the last, landed in ClickHouse. */
  readonly seconds: number
}

export type FromChild =
  | { readonly kind: 'serving'; readonly url: string }
  | { readonly kind: 'report'; readonly report: LiveReport }

/** `go`: the page is open. `stop`: enough; a run that is not stopped goes on to the close. */
export type ToChild = 'go' | 'stop'
