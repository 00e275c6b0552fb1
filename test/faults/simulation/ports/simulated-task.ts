import { LogError } from '../../../../runtime/errors.ts'
import type {
  Commit,
  Position,
  RecordBatch,
  RestoredState,
  TaskId,
  TaskLog,
} from '../../../../runtime/log/port.ts'
import { type Broker, taskName } from './broker.ts'
import type { Gate, Mischief, Operation } from './gate.ts'
import { type Partition, published } from './partition.ts'

/** A task of one process on the simulated log. */
export class SimulatedTask implements TaskLog {
  readonly id: TaskId
  readonly inputs: readonly Partition[]
  readonly #broker: Broker
  readonly #gate: Gate
  readonly #owner: number
  readonly #offsets = new Map<Partition, number>()
  readonly #closing = new AbortController()
  #turn = 0

  constructor(broker: Broker, gate: Gate, id: TaskId, inputs: readonly Partition[], owner: number) {
    this.#broker = broker
    this.#gate = gate
    this.id = id
    this.inputs = inputs
    this.#owner = owner
  }

  restore(): Promise<RestoredState> {
    return this.#pass('restore', () => {
      this.#check()
      return this.#broker.restore(this.id)
    })
  }

  seek(positions: readonly Position[]): Promise<void> {
    return this.#pass('seek', () => {
      this.#check()
      for (const input of this.inputs) {
        const named = positions.find(
          ({ topic, partition }) => topic === input.topic && partition === input.partition,
        )
        this.#offsets.set(input, named?.offset ?? 0)
      }
    })
  }

  poll({
    maxRecords,
    waitMs,
  }: {
    readonly maxRecords: number
    readonly waitMs: number
  }): Promise<readonly RecordBatch[]> {
    return this.#pass('poll', async (mischief) => {
      const deadline = performance.now() + waitMs
      if (mischief?.kind === 'redeliver') this.#rewind(mischief.records)
      for (;;) {
        this.#check()
        const batches = this.#take(maxRecords)
        const wait = deadline - performance.now()
        if (batches.length > 0 || wait <= 0) return batches
        await published(this.inputs, wait, [this.#closing.signal])
      }
    })
  }

  commit(commit: Commit): Promise<void> {
    return this.#pass('commit', () => {
      this.#check()
      this.#broker.commit(this.id, this.#owner, commit)
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
  }

  #pass<T>(operation: Operation, action: (mischief: Mischief | undefined) => T | Promise<T>): Promise<T> {
    return this.#gate.pass({ port: 'log', operation, processor: this.id.processor }, action)
  }

  #check(): void {
    if (this.#closing.signal.aborted) throw new LogError('closed', `Task ${taskName(this.id)} is closed.`)
    if (this.#broker.defect !== 'zombiesCommit') this.#broker.checkOwner(this.id, this.#owner)
  }

  #take(maxRecords: number): RecordBatch[] {
    const batches: RecordBatch[] = []
    const count = this.inputs.length
    const first = this.#turn++
    let left = maxRecords
    for (let at = 0; at < count && left > 0; at += 1) {
      const input = this.inputs[(first + at) % count]!
      const { topic, partition } = input
      const from = this.#offsets.get(input) ?? 0
      if (from >= input.end) continue
      const taken = input.take(from, Math.ceil(left / (count - at)))
      this.#offsets.set(input, taken.nextOffset)
      left -= taken.records.length
      batches.push({ topic, partition, ...taken })
    }
    return batches
  }

  #rewind(records: number): void {
    for (const [input, offset] of this.#offsets) this.#offsets.set(input, input.back(offset, records))
  }
}
