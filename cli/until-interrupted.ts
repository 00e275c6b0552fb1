/** A stop takes less than 5 s: what has not ended by then is cut, and read again by whoever goes on. */
const STOP_MS = 4_500

/** Exit status of a process that a signal ended, by the convention of shells. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const

type Interruption = keyof typeof STATUS

let controller: AbortController | undefined
let interruption: Interruption | undefined
let say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/**
 * Aborts at the first SIGINT or SIGTERM. From then on the process has a few seconds to end in order; a second signal
 * ends it at once. Every call gives the same signal.
 */
export function untilInterrupted(): AbortSignal {
  if (controller !== undefined) return controller.signal
  const stopping = new AbortController()
  controller = stopping
  for (const name of Object.keys(STATUS) as Interruption[])
    process.on(name, () => {
      if (interruption !== undefined) process.exit(STATUS[name])
      interruption = name
      setTimeout(cut, STOP_MS).unref()
      say('Stopping …')
      stopping.abort(new Interrupted(name))
    })
  return stopping.signal
}

/** Where it is said that the process ends; until then, standard error. */
export function sayWhenInterrupted(how: (line: string) => void): void {
  say = how
}

/** A command was ended by a signal before its work was done. */
export class Interrupted extends Error {
  /** What the process ends with. */
  readonly status: number

  constructor(name: Interruption) {
    super(`Interrupted by ${name}.`)
    this.name = 'Interrupted'
    this.status = STATUS[name]
  }
}

/** The process has been told to end, and has nothing left to do but that. */
export function endIfInterrupted(): void {
  if (interruption !== undefined) process.exit()
}

function cut(): void {
  say(
    `Not everything ended within ${STOP_MS / 1000} s: cut. Nothing is lost; what was not committed is read again.`,
  )
  process.exit()
}
