import { SingleBar } from 'cli-progress'

/** Shows how far a long piece of work is: a bar on a terminal, a line now and then elsewhere. */
export interface ProgressDisplay {
  update(done: number, total: number, note: string): void
  finish(note?: string): void
}

/** Seconds between lines where there is no terminal. */
const LINE_SECONDS = 5

export function progressDisplay(label: string, stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY ? bar(label, stream) : lines(label, stream)
}

function bar(label: string, stream: NodeJS.WriteStream): ProgressDisplay {
  const display = new SingleBar({
    format: `${label} {bar} {percentage}% {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    stream,
  })
  let started = false
  return {
    update(done, total, note) {
      if (!started) {
        display.start(Math.max(total, 1), 0, { note })
        started = true
      }
      display.setTotal(Math.max(total, 1))
      display.update(Math.min(done, Math.max(total, 1)), { note })
    },
    finish(note) {
      if (started) display.stop()
      if (note !== undefined) stream.write(`${label}: ${note}\n`)
    },
  }
}

function lines(label: string, stream: NodeJS.WriteStream): ProgressDisplay {
  let last = performance.now()
  return {
    update(done, total, note) {
      if (performance.now() - last < LINE_SECONDS * 1000) return
      last = performance.now()
      stream.write(`${label}: ${Math.floor((100 * done) / Math.max(total, 1))}% ${note}\n`)
    },
    finish(note) {
      if (note !== undefined) stream.write(`${label}: ${note}\n`)
    },
  }
}
