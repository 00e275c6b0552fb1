import { from, Observable, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { eachBatch } from './operators.ts'

const doubled = eachBatch<readonly number[], number>((batch, emit) => {
  for (const value of batch) {
    if (value < 0) throw new RangeError(`${value} is negative`)
    emit(value * 2)
  }
})

function record(source: Observable<readonly number[]>) {
  const seen: unknown[] = []
  const subscription = source.pipe(doubled).subscribe({
    next: (value) => seen.push(value),
    error: (cause: Error) => seen.push(cause.message),
    complete: () => seen.push('complete'),
  })
  return { seen, subscription }
}

describe('eachBatch', () => {
  it('emits what the work emits, in order, and completes with its source', () => {
    expect(record(from([[1, 2], [], [3]])).seen).toEqual([2, 4, 6, 'complete'])
  })

  it('has emitted everything of a batch when next returns', () => {
    const input = new Subject<readonly number[]>()
    const { seen } = record(input)
    input.next([1, 2, 3])
    expect(seen).toEqual([2, 4, 6])
  })

  it('ends with the error of the work; what was emitted before it stands', () => {
    const input = new Subject<readonly number[]>()
    const { seen } = record(input)
    input.next([1, -2, 3])
    input.next([4])
    expect(seen).toEqual([2, '-2 is negative'])
    expect(input.observed).toBe(false)
  })

  it('passes on the error of its source', () => {
    const input = new Subject<readonly number[]>()
    const { seen } = record(input)
    input.next([1])
    input.error(new Error('lost'))
    expect(seen).toEqual([2, 'lost'])
  })

  it('lets go of its source when nobody listens any more', () => {
    let closed = false
    const source = new Observable<readonly number[]>(() => () => {
      closed = true
    })
    const { seen, subscription } = record(source)
    subscription.unsubscribe()
    expect(closed).toBe(true)
    expect(seen).toEqual([])
  })
})
