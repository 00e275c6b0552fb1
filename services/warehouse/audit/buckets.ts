import type { Hash64 } from './row-hasher.ts'

/** Rows of one partition and hour, and the sum of their hashes: equal sums mean equal rows, in whatever order. */
export interface BucketSum {
  readonly partition: number
  /** Hours since 1970 of event time, UTC; `NO_HOUR` where rows have no time. */
  readonly hour: number
  rows: number
  low: number
  high: number
}

export const NO_HOUR = -2_147_483_648

export const bucketName = (partition: number, hour: number): string => `${partition}/${hour}`

/** Sums by partition and hour. */
export class BucketSums {
  readonly #sums = new Map<string, BucketSum>()

  add(partition: number, hour: number, { low, high }: Hash64, rows = 1): void {
    const sum = this.#sumOf(partition, hour)
    sum.rows += rows
    sum.low = (sum.low + low) % 2 ** 32
    sum.high = (sum.high + high) % 2 ** 32
  }

  get(name: string): BucketSum | undefined {
    return this.#sums.get(name)
  }

  all(): readonly BucketSum[] {
    return [...this.#sums.values()]
  }

  /** Of some partitions. */
  only(partitions: ReadonlySet<number>): BucketSums {
    const some = new BucketSums()
    for (const { partition, hour, rows, low, high } of this.all())
      if (partitions.has(partition)) some.add(partition, hour, { low, high }, rows)
    return some
  }

  #sumOf(partition: number, hour: number): BucketSum {
    const name = bucketName(partition, hour)
    const known = this.#sums.get(name)
    if (known !== undefined) return known
    const sum = { partition, hour, rows: 0, low: 0, high: 0 }
    this.#sums.set(name, sum)
    return sum
  }
}

/** Buckets whose rows are not the same on both sides. */
export function differingBuckets(expected: BucketSums, stored: BucketSums): readonly BucketSum[] {
  const names = new Map(
    [...expected.all(), ...stored.all()].map((sum) => [bucketName(sum.partition, sum.hour), sum]),
  )
  return [...names].flatMap(([name, sum]) => {
    const left = expected.get(name)
    const right = stored.get(name)
    const isEqual =
      (left?.rows ?? 0) === (right?.rows ?? 0) &&
      (left?.low ?? 0) === (right?.low ?? 0) &&
      (left?.high ?? 0) === (right?.high ?? 0)
    return isEqual ? [] : [sum]
  })
}
