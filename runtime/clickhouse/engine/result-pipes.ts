import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { Socket } from 'node:net'
import { promisify } from 'node:util'

const BATCH = 8

/**
 * Named pipes through which the engine hands over results: it formats them as one document, on its own
 * threads, no faster than they are read. (chDB's streaming calls repeat headers and footers in every chunk
 * and block the event loop while they plan.)
 */
export class ResultPipes {
  readonly #free: string[] = []
  #made = 0

  /** Pipes are made in the working directory, where the engine opens them by their bare names. */
  async prepare(): Promise<void> {
    const names = Array.from({ length: BATCH }, () => `result-${this.#made++}`)
    await promisify(execFile)('mkfifo', ['-m', '600', ...names])
    this.#free.push(...names)
  }

  async open(): Promise<ResultPipe> {
    while (this.#free.length === 0) await this.prepare()
    const name = this.#free.pop()!
    return new ResultPipe(name, () => this.#free.push(name))
  }
}

export class ResultPipe {
  readonly name: string
  readonly output: Socket
  readonly #writer: number
  readonly #release: () => void

  constructor(name: string, release: () => void) {
    this.name = name
    this.#release = release
    const reader = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK)
    // Held open so that the reader waits for the engine, which opens its own end later.
    this.#writer = openSync(name, constants.O_WRONLY | constants.O_NONBLOCK)
    this.output = new Socket({ fd: reader, readable: true, writable: false })
    this.output.on('error', () => undefined)
  }

  /** To be called when the engine is done with the pipe: `output` ends after what is still in it. */
  finish(): void {
    closeSync(this.#writer)
    if (this.output.closed) this.#release()
    else this.output.once('close', this.#release)
  }
}
