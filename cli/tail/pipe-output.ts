/** Text to a stream whose reader may be slow, or go away. */
export interface PipeOutput {
  /** Aborts when nobody reads any more (`| head`). */
  readonly closed: AbortSignal
  /** Resolves when more may be written, or nobody reads any more. */
  write(text: string): Promise<void>
}

/** Wraps standard output: a closed pipe ends the work in order instead of failing. Other faults reject. */
export function pipeOutput(stream: NodeJS.WritableStream): PipeOutput {
  const gone = new AbortController()
  let failure: Error | undefined
  const ended = new Promise<void>((resolve) => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') failure = error
      gone.abort()
      resolve()
    })
  })
  return {
    closed: gone.signal,
    async write(text) {
      if (!gone.signal.aborted && !stream.write(text)) await Promise.race([drained(stream), ended])
      if (failure !== undefined) throw failure
    },
  }
}

const drained = (stream: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => stream.once('drain', () => resolve()))
