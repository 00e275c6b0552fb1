import type { ServerResponse } from 'node:http'
import { ApiError } from '../http/api-error.ts'

/** Connections that stay open: so many in all, and at most half of them from one address. */
export class Seats {
  readonly #most: number
  readonly #what: string
  readonly #byAddress = new Map<string, number>()
  #taken = 0

  /** @param what is connected, for messages: `clients` */
  constructor(most: number, what: string) {
    this.#most = most
    this.#what = what
  }

  get taken(): number {
    return this.#taken
  }

  /** Takes a seat until the answer is closed. @throws ApiError `tooMany` */
  take(response: ServerResponse): void {
    const address = response.socket?.remoteAddress ?? ''
    const ofAddress = this.#byAddress.get(address) ?? 0
    const isFull = this.#taken >= this.#most
    if (isFull || ofAddress >= this.#most / 2)
      throw new ApiError(
        'tooMany',
        `${isFull ? this.#taken : ofAddress} ${this.#what} are connected already${isFull ? '' : ' from this address'}.`,
        { action: 'Close some, or run another monitor on another port.' },
      )
    this.#taken += 1
    this.#byAddress.set(address, ofAddress + 1)
    response.once('close', () => this.#leave(address))
  }

  #leave(address: string): void {
    this.#taken -= 1
    const left = this.#byAddress.get(address)! - 1
    if (left === 0) this.#byAddress.delete(address)
    else this.#byAddress.set(address, left)
  }
}
