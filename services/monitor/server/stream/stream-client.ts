import type { ServerResponse } from 'node:http'
import type { EventRing, RingEvent } from './event-ring.ts'
import { type Layout, later, type Offsets } from './position.ts'
import { eventBody, HEARTBEAT, idLine, withRows } from './sse.ts'

/** A client that has not taken anything for so long is let go. */
const GIVE_UP_MS = 120_000

/** What a client reads from: the events of its data set. */
export interface StreamSource {
  readonly layout: Layout
  readonly ring: EventRing
  /** Position of the newest record read, of any data set. */
  offsets(): Offsets
  /** The newest values, for who has missed changes of them. */
  live(): Buffer | undefined
  members(): Buffer | undefined
  reset(reason: 'tooSlow' | 'rebuilt'): Buffer
  onDropped(): void
}

/**
 * One connection. It has no queue: it is a place in the ring, which moves on while the socket takes data and waits
 * while it does not. What changes too fast to be sent one by one is marked as due and sent once, as it then is.
 */
export class StreamClient {
  readonly #response: ServerResponse
  readonly #source: StreamSource
  #next: number
  /** What a client that came back has seen; undefined once it has caught up. */
  #seen: Offsets | undefined
  #liveDue: boolean
  #membersDue: boolean
  #waiting = false
  #waitingSince = 0

  constructor(
    response: ServerResponse,
    source: StreamSource,
    start: { readonly seen?: Offsets; readonly liveDue: boolean; readonly membersDue: boolean },
  ) {
    this.#response = response
    this.#source = source
    this.#seen = start.seen
    this.#next = start.seen === undefined ? source.ring.end : source.ring.first
    this.#liveDue = start.liveDue
    this.#membersDue = start.membersDue
    response.on('drain', () => {
      this.#waiting = false
      this.pump()
    })
  }

  /** Sends what there is, as far as the socket takes it. */
  pump(): void {
    this.#sendEvents()
    if (this.#isBehind()) return
    this.#seen = undefined
    const members = this.#membersDue ? this.#source.members() : undefined
    if (members !== undefined) this.#write(this.#here(), members)
    this.#membersDue &&= members === undefined
    if (this.#waiting) return
    const live = this.#liveDue ? this.#source.live() : undefined
    if (live !== undefined) this.#write(this.#here(), live)
    this.#liveDue = false
  }

  /** A change of the newest values, with its id; who cannot take it now gets the values later. */
  sendLive(wire: Buffer): void {
    if (this.#isBehind()) this.#liveDue = true
    else this.#send(wire)
  }

  sendMembers(wire: Buffer): void {
    if (this.#isBehind()) this.#membersDue = true
    else if (this.#membersDue) this.pump()
    else this.#send(wire)
  }

  /** What needs no id: dropped for who cannot take it now, the next comes soon. */
  sendPassing(body: Buffer): void {
    if (!this.#isBehind()) this.#send(body)
  }

  restart(): void {
    this.#next = this.#source.ring.end
    this.#seen = undefined
    this.#membersDue = false
    this.#liveDue = false
    this.#write(this.#here(), this.#source.reset('rebuilt'))
  }

  heartbeat(now: number): void {
    if (!this.#waiting) this.#send(HEARTBEAT)
    else if (now - this.#waitingSince > GIVE_UP_MS) this.#response.destroy()
  }

  #isBehind(): boolean {
    return this.#waiting || this.#next < this.#source.ring.end
  }

  #sendEvents(): void {
    const { ring } = this.#source
    while (!this.#waiting && this.#next < ring.end) {
      if (this.#next < ring.first) {
        this.#fellOut()
        return
      }
      const event = ring.at(this.#next)!
      this.#next += 1
      const from = this.#seen?.[event.slot] ?? 0
      if (event.offset < from) continue
      if (this.#seen === undefined) this.#send(event.wire)
      else {
        const position = this.#source.layout.encode(later(this.#seen, event.offsets))
        this.#write(position, event.firstOffset < from ? unseen(event, from) : event.body)
      }
    }
  }

  /** The ring has moved on over the place where this client was. */
  #fellOut(): void {
    this.#next = this.#source.ring.end
    this.#seen = undefined
    this.#membersDue = false
    this.#liveDue = false
    this.#source.onDropped()
    this.#write(this.#here(), this.#source.reset('tooSlow'))
  }

  #here(): string {
    return this.#source.layout.encode(this.#source.offsets())
  }

  #write(position: string, body: Buffer): void {
    this.#response.cork()
    this.#response.write(idLine(position))
    this.#send(body)
    this.#response.uncork()
  }

  #send(data: Buffer): void {
    if (this.#response.write(data) || this.#waiting) return
    this.#waiting = true
    this.#waitingSince = Date.now()
  }
}

/** The event without the rows whose records stood before an offset. */
function unseen({ body, rowOffsets }: RingEvent, from: number): Buffer {
  return rowOffsets === undefined ? body : withRows(body, (at) => rowOffsets[at]! >= from)
}

/** A named event without an id. */
export const passing = (name: string, data: object): Buffer => eventBody(name, JSON.stringify(data))
