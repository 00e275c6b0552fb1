import { EventEmitter } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Seats } from './seats.ts'

/** An answer to an address, as far as seats look at it. */
const answerTo = (remoteAddress: string): ServerResponse =>
  Object.assign(new EventEmitter(), { socket: { remoteAddress } }) as unknown as ServerResponse

describe('seats', () => {
  it('go to one address up to the half, to all up to the whole, and are free again after the end', () => {
    const seats = new Seats(6, 'clients')
    const greedy = [1, 2, 3].map(() => answerTo('10.0.0.1'))
    for (const answer of greedy) seats.take(answer)
    expect(() => seats.take(answerTo('10.0.0.1'))).toThrow(
      '3 clients are connected already from this address',
    )
    for (const address of ['10.0.0.2', '10.0.0.3', '10.0.0.2']) seats.take(answerTo(address))
    expect(() => seats.take(answerTo('10.0.0.4'))).toThrow('6 clients are connected already.')
    greedy[0]!.emit('close')
    expect(seats.taken).toBe(5)
    seats.take(answerTo('10.0.0.1'))
    expect(seats.taken).toBe(6)
  })
})
