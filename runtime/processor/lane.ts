import { Subject, type Subscription } from 'rxjs'
import { type EventTime, formatTradeDate } from '../../core/market/trade-date.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { ProcessorError } from '../errors.ts'
import type { MarkerTracker } from './marker.ts'
import type { PendingPartition } from './pending.ts'
import type {
  AnyInputEvent,
  AnyOutputEvent,
  Batch,
  ProcessorContext,
  ProcessorDefinition,
} from './processor.ts'
import { StateStores } from './state-stores.ts'
import type { WatermarkTracker } from './watermark.ts'

/** An event that a pipeline threw on, and why. */
export interface PoisonedEvent {
  readonly event: AnyInputEvent<TopicKey>
  readonly cause: unknown
}

export interface Applied<Encoded> {
  readonly outputs: readonly Encoded[]
  readonly poisoned: readonly PoisonedEvent[]
}

/**
 * One processor at work on one data set and epoch: its pipeline, its state, and what has been read but
 * not settled. Lanes of one task share nothing, so data sets cannot touch each other.
 */
export class Lane<Encoded = unknown> {
  readonly dataset: string
  readonly epoch: number
  readonly state: StateStores
  readonly tracker: WatermarkTracker
  readonly markers: MarkerTracker
  readonly pending: readonly PendingPartition[]
  /** Everything up to here has been applied. */
  watermark: EventTime
  /** Number of the last control record that this task wrote for the lane. */
  sequence: number
  /** Versions of the reference topics that hold for the session opened last. */
  referenceVersions: Readonly<Record<string, number>> = {}
  /** Outputs up to here are in the log already: a restored task does not write them again. */
  readonly writtenUntil: EventTime
  readonly #definition: ProcessorDefinition
  readonly #context: ProcessorContext<Record<string, unknown>>
  #input = new Subject<Batch>()
  #subscription: Subscription | undefined
  readonly #encode: (output: AnyOutputEvent<TopicKey>, lane: Lane<Encoded>) => Encoded
  #outputs: Encoded[] = []
  /** Where the state stood at the last `settle`, and what was applied since. */
  #settled: ReadonlyMap<string, number> | undefined
  #since: { readonly batch: Batch; readonly isPoisoned: boolean }[] = []
  #failure: { readonly cause: unknown } | undefined

  constructor(options: {
    readonly dataset: string
    readonly epoch: number
    readonly definition: ProcessorDefinition
    readonly references: ProcessorContext<unknown>['references']
    readonly task: number
    readonly tracker: WatermarkTracker
    readonly markers: MarkerTracker
    readonly pending: readonly PendingPartition[]
    readonly watermark: EventTime
    readonly sequence: number
    readonly writtenUntil: EventTime
    /** Turns an output into what is written; an output that cannot be encoded poisons its event. */
    readonly encode: (output: AnyOutputEvent<TopicKey>, lane: Lane<Encoded>) => Encoded
  }) {
    this.dataset = options.dataset
    this.epoch = options.epoch
    this.tracker = options.tracker
    this.markers = options.markers
    this.pending = options.pending
    this.watermark = options.watermark
    this.sequence = options.sequence
    this.writtenUntil = options.writtenUntil
    this.state = new StateStores(options.definition.stores)
    this.#definition = options.definition
    this.#encode = options.encode
    this.#context = { state: this.state.stores, references: options.references, task: options.task }
    this.#connect()
  }

  /**
   * Runs a batch through the pipeline. When an event throws, the state goes back to the last `settle`, the batches
   * since then run once more, and this one again one event at a time, so that only the poisoned event is lost. That
   * is rare; so a value that is changed in place is copied once between two calls of `settle`, not once per batch.
   * @throws ProcessorError `boundaryFailed` when the pipeline threw at a session's boundary, and at no event: nothing
   * of the session can be left out, so the processor stops before it
   */
  apply(batch: Batch): Applied<Encoded> {
    this.#settled ??= this.state.savepoint()
    try {
      const outputs = this.#run(batch)
      this.#since.push({ batch, isPoisoned: false })
      return { outputs, poisoned: [] }
    } catch (cause) {
      if (batch.events.length === 0) throw this.#boundaryError(batch, cause)
      this.state.rollback(this.#settled)
      for (const before of this.#since)
        if (before.isPoisoned) this.#applySingly(before.batch)
        else this.#run(before.batch)
      this.#since.push({ batch, isPoisoned: true })
      return this.#applySingly(batch)
    }
  }

  /** Makes what was applied final. */
  settle(): void {
    this.state.settle()
    this.#settled = undefined
    this.#since = []
  }

  close(): void {
    this.#subscription?.unsubscribe()
  }

  #applySingly(batch: Batch): Applied<Encoded> {
    const outputs: Encoded[] = []
    const poisoned: PoisonedEvent[] = []
    const before = ({ eventTime }: { readonly eventTime: EventTime }): Omit<Batch, 'events' | 'opens'> => ({
      closes: undefined,
      watermark: Math.min(eventTime - 1, batch.watermark) as EventTime,
    })
    const { opens } = batch
    if (opens !== undefined)
      outputs.push(...this.#runBoundary({ opens, events: [], ...before(batch.events[0]!) }))
    for (const event of batch.events) {
      const savepoint = this.state.savepoint()
      try {
        outputs.push(...this.#run({ opens: undefined, events: [event], ...before(event) }))
      } catch (cause) {
        this.state.rollback(savepoint)
        poisoned.push({ event, cause })
      }
    }
    outputs.push(...this.#runBoundary({ ...batch, opens: undefined, events: [] }))
    return { outputs, poisoned }
  }

  #runBoundary(batch: Batch): Encoded[] {
    try {
      return this.#run(batch)
    } catch (cause) {
      throw this.#boundaryError(batch, cause)
    }
  }

  #boundaryError({ opens, closes, watermark }: Batch, cause: unknown): ProcessorError {
    const { name, version } = this.#definition
    const what =
      closes !== undefined
        ? `close session ${formatTradeDate(closes.tradeDate)}`
        : opens !== undefined
          ? `open session ${formatTradeDate(opens.tradeDate)}`
          : `pass ${new Date(watermark).toISOString()}`
    return new ProcessorError(
      'boundaryFailed',
      `Processor ${name} (version ${version}) cannot ${what} of data set ${this.dataset}, epoch ${this.epoch}: ` +
        `${cause instanceof Error ? cause.message : String(cause)}. Nothing of it was written, and the processor stops ` +
        'there each time it is started: a session cannot be left out as a record can. Run a version in which this is mended.',
      { cause },
    )
  }

  #run(batch: Batch): Encoded[] {
    this.#outputs = []
    this.#input.next(batch)
    if (this.#failure !== undefined) {
      const { cause } = this.#failure
      this.#connect()
      throw cause
    }
    return this.#outputs
  }

  /** A failed pipeline is finished for RxJS; all its memory is in the state, so a new one goes on. */
  #connect(): void {
    this.#subscription?.unsubscribe()
    this.#failure = undefined
    this.#input = new Subject<Batch>()
    this.#subscription = this.#definition.pipeline(this.#input, this.#context).subscribe({
      next: (output) => this.#take(output),
      error: (cause: unknown) => {
        this.#failure = { cause }
      },
      complete: () => {
        this.#failure = {
          cause: new Error(`the pipeline of ${this.#definition.name} ended before its input`),
        }
      },
    })
  }

  /** RxJS would report an error thrown here to nobody; so it is kept. */
  #take(output: AnyOutputEvent<TopicKey>): void {
    try {
      this.#outputs.push(this.#encode(output, this))
    } catch (cause) {
      this.#failure ??= { cause }
    }
  }
}
