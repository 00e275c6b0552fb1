import type { PageState } from '../state/page-state.ts'
import type { Store } from '../state/store.ts'
import { type ConnectionOptions, connectEvents, type EventConnection } from '../stream/event-connection.ts'
import { change } from './page-store.ts'

/**
 * The page's one line to the server and the task that it serves. Whoever begins something new takes a `Turn`; what
 * an earlier one was still waiting for then has no effect.
 */
export class Line {
  readonly #store: Store<PageState>
  #connection: EventConnection | null = null
  #retry = 0
  #turn = 0

  constructor(store: Store<PageState>) {
    this.#store = store
  }

  get isOpen(): boolean {
    return this.#connection !== null
  }

  /** Ends what went on before. The function says whether this is still what goes on. */
  begin(): Turn {
    this.close()
    this.#turn += 1
    return this.current()
  }

  /** Whether what goes on now is still what goes on later. */
  current(): Turn {
    const mine = this.#turn
    return () => mine === this.#turn
  }

  open(options: Omit<ConnectionOptions, 'listener'>, event: (name: string, data: unknown) => void): void {
    change(this.#store, { connection: { state: 'connecting' } })
    this.#connection = connectEvents({
      ...options,
      listener: {
        opened: () => change(this.#store, { connection: { state: 'open' } }),
        lost: (retryAt) => change(this.#store, { connection: { state: 'lost', retryAt } }),
        event,
      },
    })
  }

  again(milliseconds: number, run: () => void): void {
    this.#retry = window.setTimeout(run, milliseconds)
  }

  close(): void {
    this.#connection?.close()
    this.#connection = null
    window.clearTimeout(this.#retry)
  }
}

export type Turn = () => boolean
