import type { DatasetEpoch } from '../../../../schemas/generated/events.ts'

/** Which epoch of each data set the views show; the record with the highest version among active ones decides. */
export class EpochBook {
  readonly #active = new Map<string, DatasetEpoch>()

  /** Whether a data set now shows an epoch for the first time, or another one than before. */
  accept(record: DatasetEpoch): 'none' | 'first' | 'replaced' {
    const before = this.#active.get(record.dataset)
    if (!record.active || (before !== undefined && before.version > record.version)) return 'none'
    this.#active.set(record.dataset, record)
    if (before === undefined) return 'first'
    return before.epoch === record.epoch ? 'none' : 'replaced'
  }

  /** Before its first epoch is announced, everything of a data set is shown. */
  shows({ dataset, epoch }: { readonly dataset: string; readonly epoch: number }): boolean {
    return (this.#active.get(dataset)?.epoch ?? epoch) === epoch
  }

  knows(dataset: string): boolean {
    return this.#active.has(dataset)
  }

  datasets(): readonly string[] {
    return [...this.#active.keys()]
  }
}
