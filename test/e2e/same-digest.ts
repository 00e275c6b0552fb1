import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { digestOf, runPulse, startPulse, withHome, writeBars } from '../support/pulse-process.ts'
import { randomMarket } from '../support/random-market.ts'

const MARKET = randomMarket({ seed: 3, sessions: 30, symbols: 150, references: 1 })

/** What a run is pointed at: its environment, with names that no other run uses. */
export type Servers = () => Readonly<Record<string, string>>

/** Cases: the same input on servers gives the digest of an embedded run, also after kills. */
export function sameDigestCases(servers: Servers): void {
  let wanted = ''

  beforeAll(async () => {
    wanted = await withHome(async (home) => {
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      expect(await runPulse(['start', '--once', '--source', file], { PULSE_HOME: home })).toMatchObject({
        code: 0,
      })
      return digestOf(home)
    })
  })

  it.each([1, 6])(
    'gives the digest of the embedded run on %i partitions',
    async (partitions) => {
      await withHome(async (home) => {
        const env: Record<string, string> = {
          ...servers(),
          PULSE_HOME: home,
          PULSE_PARTITIONS: String(partitions),
        }
        const file = await writeBars(join(home, 'bars.csv'), MARKET)
        expect(await runPulse(['start', '--once', '--source', file], env)).toMatchObject({ code: 0 })
        expect(await digestOf(home, env.CLICKHOUSE_URL)).toBe(wanted)
      })
    },
    120_000,
  )

  it('gives it after a kill -9 in the middle', async () => {
    await withHome(async (home) => {
      const env: Record<string, string> = { ...servers(), PULSE_HOME: home, PULSE_PARTITIONS: '6' }
      const file = await writeBars(join(home, 'bars.csv'), MARKET)
      for (const after of [4_000, 7_000]) {
        const { child, finished } = startPulse(['start', '--once', '--source', file], env)
        await Promise.race([sleep(after), finished])
        child.kill('SIGKILL')
        await finished
      }
      expect(await runPulse(['start', '--once', '--source', file], env)).toMatchObject({ code: 0 })
      expect(await digestOf(home, env.CLICKHOUSE_URL)).toBe(wanted)
    })
  }, 180_000)
}
