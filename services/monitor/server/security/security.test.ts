import { describe, expect, it } from 'vitest'
import { Attempts } from './attempts.ts'
import { checkHost, isLoopback } from './host.ts'
import { gateFor, TokenGate } from './token.ts'

const TOKEN = '0123456789abcdef0123'

describe('who may ask', () => {
  it('knows what only this machine can reach', () => {
    for (const host of ['127.0.0.1', '127.3.2.1', 'localhost', 'LOCALHOST', '::1'])
      expect(isLoopback(host), host).toBe(true)
    for (const host of ['0.0.0.0', '::', '192.168.1.2', 'localhost.evil', '127.evil', ''])
      expect(isLoopback(host), host).toBe(false)
  })

  it('takes Host headers of this machine and port only', () => {
    expect(() => checkHost('localhost:8787', 8787)).not.toThrow()
    expect(() => checkHost('localhost', 80)).not.toThrow()
    for (const header of [
      undefined,
      '',
      'localhost',
      'localhost:80',
      'evil:8787',
      '127.0.0.1:8787@evil',
      'localhost:8787:1',
    ])
      expect(() => checkHost(header, 8787), header).toThrow(/is not this machine's/)
  })

  it('needs no token on loopback, one elsewhere, and a long one', () => {
    expect(gateFor('127.0.0.1', undefined)).toBeUndefined()
    expect(gateFor('127.0.0.1', TOKEN)).toBeInstanceOf(TokenGate)
    expect(() => gateFor('0.0.0.0', undefined)).toThrow(/set PULSE_MONITOR_TOKEN/)
    expect(() => gateFor('::', '')).toThrow(/set PULSE_MONITOR_TOKEN/)
    expect(() => gateFor('0.0.0.0', 'too short')).toThrow(/16 characters/)
    expect(() => gateFor('0.0.0.0', 'with blanks in the token')).toThrow(/no blanks/)
  })

  it('admits the token and its cookie, and nothing near them', () => {
    const gate = new TokenGate(TOKEN)
    const cookie = gate.setCookie(false).split(';')[0]!
    expect(gate.admits({ authorization: `Bearer ${TOKEN}` })).toBe(true)
    expect(gate.admits({ cookie: `a=b; ${cookie}` })).toBe(true)
    for (const authorization of ['', TOKEN, `Basic ${TOKEN}`, `Bearer ${TOKEN.slice(1)}`, 'Bearer'])
      expect(gate.admits({ authorization }), authorization).toBe(false)
    for (const wrong of [`pulse_monitor=${TOKEN}`, `${cookie}0`, `x${cookie}`, 'pulse_monitor='])
      expect(gate.admits({ cookie: wrong }), wrong).toBe(false)
    expect(gate.admits({ authorization: 'Bearer wrong', cookie })).toBe(false)
  })

  it('lets an address guess ten times a minute, and forgets whom it has no room for', () => {
    let now = 0
    const attempts = new Attempts(() => now)
    for (let guess = 0; guess < 10; guess += 1) {
      expect(attempts.waitOf('a')).toBe(0)
      attempts.failed('a')
    }
    expect(attempts.waitOf('a')).toBe(60)
    expect(attempts.waitOf('b')).toBe(0)
    now = 59_500
    expect(attempts.waitOf('a')).toBe(1)
    now = 60_000
    expect(attempts.waitOf('a')).toBe(0)
    attempts.failed('a')
    expect(attempts.waitOf('a')).toBe(0)
    for (let guess = 0; guess < 10; guess += 1) attempts.failed('a')
    expect(attempts.waitOf('a')).toBe(60)
    for (let other = 0; other < 10_000; other += 1) attempts.failed(`10.0.${other >> 8}.${other & 255}`)
    expect(attempts.waitOf('a')).toBe(0)
  })
})
