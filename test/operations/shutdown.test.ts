import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { succeed, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'
import { WatchedPulse } from './watched-pulse.ts'

const MARKET = randomMarket({ seed: 5, sessions: 30, symbols: 60, references: 1 })
const SIMULATION = ['simulate', '2022-04-27', '--symbols', '300']
const NO_SERVER = 'http://127.0.0.1:1'

interface Case {
  readonly what: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What it says when it is where it shall be stopped. */
  readonly at: RegExp
  readonly signal: 'SIGTERM' | 'SIGINT'
  readonly code: number
}

const CASES: readonly Case[] = [
  { what: 'start, ingesting', args: ['start', '--no-simulation'], at: /data in/, signal: 'SIGINT', code: 0 },
  {
    what: 'a simulation',
    args: [...SIMULATION, '--speed', '600'],
    at: /data set|Cold start|Ticks/,
    signal: 'SIGTERM',
    code: 143,
  },
  { what: 'start --once', args: ['start', '--once'], at: /data in/, signal: 'SIGINT', code: 130 },
  {
    what: 'the monitor, waiting for a log',
    args: ['monitor', '--port', '0'],
    at: /Waiting for the event log/,
    signal: 'SIGTERM',
    code: 0,
  },
  {
    what: 'start, waiting for ClickHouse',
    args: ['start', '--no-simulation'],
    env: { CLICKHOUSE_URL: NO_SERVER },
    at: /Waiting for ClickHouse: nothing listens/,
    signal: 'SIGINT',
    code: 0,
  },
]

describe('a signal ends in order, with the right status', () => {
  it.each(CASES)(
    '$what',
    ({ args, env = {}, at, signal, code }) =>
      withHome(async (home) => {
        const pulse = new WatchedPulse(args, {
          PULSE_HOME: home,
          PULSE_PORT: '0',
          ...env,
          ...(args[0] === 'start' ? { PULSE_LOG_FORMAT: 'text' } : {}),
        })
        try {
          await pulse.until(at)
          expect(await pulse.stop(signal)).toMatchObject({ code })
          expect(pulse.said).toContain('Stopping')
        } finally {
          await pulse.kill()
        }
      }),
    240_000,
  )

  it(
    'of a rebuild leaves the views as they were, and the next one finds everything',
    () =>
      withHome(async (home) => {
        const env = { PULSE_HOME: home }
        const file = await writeBars(join(home, 'bars.csv'), MARKET)
        await succeed(['start', '--once', '--source', file], env)
        const pulse = new WatchedPulse(['rebuild'], { ...env, PULSE_LOG_LEVEL: 'debug' })
        try {
          await pulse.until(/Starting the embedded engine|Rebuild|bars read/).catch(() => undefined)
          const { code } = await pulse.stop('SIGTERM')
          // It may have been done before the signal came.
          expect([0, 143]).toContain(code)
        } finally {
          await pulse.kill()
        }
        const again = await succeed(['rebuild'], env)
        expect(again.stderr).toContain('30 sessions')
      }),
    300_000,
  )
})

describe('the page', () => {
  it(
    'ends in order',
    () =>
      withHome(async (home) => {
        const file = await writeBars(join(home, 'bars.csv'), MARKET.slice(0, 5))
        const pulse = new WatchedPulse(['start', '--source', file], { PULSE_HOME: home, PULSE_PORT: '0' })
        try {
          await pulse.until(/Page: /)
          expect(await pulse.stop('SIGTERM')).toMatchObject({ code: 0 })
        } finally {
          await pulse.kill()
        }
      }),
    240_000,
  )
})

describe('a second signal', () => {
  it(
    'ends at once',
    () =>
      withHome(async (home) => {
        const pulse = new WatchedPulse(['start', '--no-simulation'], { PULSE_HOME: home, PULSE_PORT: '0' })
        try {
          await pulse.until(/data in/)
          pulse.running.child.kill('SIGINT')
          await pulse.until(/Stopping/)
          pulse.running.child.kill('SIGINT')
          const { code } = await pulse.running.finished
          // In order, where it was quicker than the second signal.
          expect([0, 130]).toContain(code)
        } finally {
          await pulse.kill()
        }
      }),
    120_000,
  )
})
