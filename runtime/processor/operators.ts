import { Observable, type OperatorFunction } from 'rxjs'

/**
 * The fused operator of a processor: works through each batch with one function that reads and writes
 * the processor's state and emits any number of events. It keeps no memory of its own. An error thrown
 * by the function ends the stream, and the runtime then finds the event that caused it.
 */
export function eachBatch<Batch, Output>(
  work: (batch: Batch, emit: (output: Output) => void) => void,
): OperatorFunction<Batch, Output> {
  return (source) =>
    new Observable<Output>((subscriber) => {
      const emit = (output: Output): void => subscriber.next(output)
      return source.subscribe({
        next(batch) {
          try {
            work(batch, emit)
          } catch (cause) {
            subscriber.error(cause)
          }
        },
        error: (cause: unknown) => subscriber.error(cause),
        complete: () => subscriber.complete(),
      })
    })
}
