import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ReplayEvents } from '../../api/types.ts'
import { Seats } from '../stream/seats.ts'
import { eventBody, HEARTBEAT, idLine, RETRY, SSE_HEADERS } from '../stream/sse.ts'
import { minuteBefore, type Timeline } from './timeline.ts'

const MOST_REPLAYS = 20
/** A longer gap, as over lunch, is skipped. */
const LONGEST_GAP_MS = 10 * 60_000
const HEARTBEAT_MS = 15_000
const LAST_MINUTE = 240

export interface ReplayRequest {
  readonly dataset: string
  readonly date: string
  /** Seconds of the session in one second. */
  readonly speed: number
  /** HH:MM */
  readonly from: string
  /** Number of the last minute that was received before a cut. */
  readonly lastEventId: string | undefined
}

/** Plays stored sessions to clients. It reads and sends, and writes nothing. */
export class Replays {
  readonly #timeline: Timeline
  readonly #seats = new Seats(MOST_REPLAYS, 'replays')

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  /**
   * Sends the session until its end or until the client goes. A browser that connects again after the end gets
   * 204, which keeps it from asking once more.
   * @throws ApiError `tooMany`, or of the warehouse, before anything was sent
   */
  async play(response: ServerResponse, request: ReplayRequest, signal: AbortSignal): Promise<void> {
    const after = afterOf(request)
    if (after >= LAST_MINUTE) {
      response.writeHead(204).end()
      return
    }
    this.#seats.take(response)
    const heartbeat = setInterval(() => response.write(HEARTBEAT), HEARTBEAT_MS)
    try {
      await this.#send(response, request, after, signal)
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      clearInterval(heartbeat)
    }
  }

  async #send(
    response: ServerResponse,
    request: ReplayRequest,
    after: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { dataset, date, speed } = request
    const moments = this.#timeline.moments({ dataset, date, after }, signal)
    const clock = new ReplayClock(speed)
    let place: ReplayEvents['replay'] = { dataset, date, minute: null, time: null, speed, state: 'empty' }
    for await (const moment of moments) {
      if (place.state === 'empty') {
        response.writeHead(200, SSE_HEADERS)
        response.write(RETRY)
        place = { ...place, time: moment.time, state: 'playing' }
        response.write(body('replay', place))
      }
      await clock.until(moment.time, signal)
      if (moment.minute !== undefined) response.write(idLine(String(moment.minute)))
      const taken = response.write(body(moment.name, moment.data))
      if (moment.minute !== undefined) {
        place = { ...place, minute: moment.minute, time: moment.time }
        response.write(body('replay', place))
      }
      if (!taken) await once(response, 'drain', { signal })
    }
    if (place.state === 'empty') response.writeHead(200, SSE_HEADERS)
    else place = { ...place, state: 'ended' }
    response.end(Buffer.concat([Buffer.from(idLine(String(LAST_MINUTE))), body('replay', place)]))
  }
}

const body = (name: string, data: object): Buffer => eventBody(name, JSON.stringify(data))

function afterOf({ date, from, lastEventId }: ReplayRequest): number {
  const before = minuteBefore(date, from)
  const last = /^\d{1,3}$/.test(lastEventId ?? '') ? Number(lastEventId) : -1
  return Math.max(before, last)
}

/** Session time at a speed, by this machine's clock. */
class ReplayClock {
  readonly #speed: number
  #base: { readonly real: number; readonly time: number } | undefined
  #last = 0

  constructor(speed: number) {
    this.#speed = speed
  }

  /** Resolves when a moment of the session has come; rejects when the signal aborts. */
  async until(time: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const now = performance.now()
    if (this.#base === undefined || time - this.#last > LONGEST_GAP_MS) this.#base = { real: now, time }
    this.#last = Math.max(this.#last, time)
    const wait = this.#base.real + (time - this.#base.time) / this.#speed - now
    if (wait > 0) await sleep(wait, undefined, { signal })
  }
}
