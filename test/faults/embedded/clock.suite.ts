import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openWarehouse } from '../../../runtime/clickhouse/connect.ts'
import { stopEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { readEndpoint } from '../../../runtime/clickhouse/engine/endpoint.ts'
import { startPulse } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { simulateArgs } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { whenLogHas } from './aims.ts'
import type { FaultBench } from './fault-bench.ts'

const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
const ASLEEP_MS = 20_000
const ZONES = ['America/New_York', 'Pacific/Kiritimati', 'Asia/Kathmandu']
/** Where the wall clock stands, as libfaketime writes it: behind, ahead, and what it jumps to in mid-session. */
const SKEWS = ['-400d', '+1000d', '-3h', '+90s']

/** How one run of the session sees time. */
interface Sense {
  readonly zone: string
  readonly sleeps: boolean
  readonly skew: string
  /** In the middle of the run, after its sleep. */
  readonly jumpsTo: string
}

export function clockSuite(bench: () => FaultBench): void {
  describe.runIf(IS_FULL)('a machine with wrong time', () => {
    const skews = existsSync(FAKETIME)
    if (!skews && IS_FULL)
      process.stdout.write(
        `faults/clock: no skewed clocks, ${FAKETIME} is not installed (Debian: libfaketime)\n`,
      )
    const rounds = roundsOf({ full: 4, small: 0 })
    it(`asleep, in other zones, with a clock that is off and jumps: the same rows (seed ${SEED})`, async () => {
      const random = randomFrom(SEED)
      const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
      let injected = 0
      let compared = 0
      const differing: string[] = []
      for (let round = 0; round < rounds; round += 1)
        await bench().withHome('files', async (home) => {
          // The first run is ended half-way; the second goes on from there, elsewhere and at another time.
          for (const until of [0.5, 1]) {
            const sense: Sense = { zone: one(ZONES), sleeps: true, skew: one(SKEWS), jumpsTo: one(SKEWS) }
            injected += skews ? 4 : 2
            await runWith(bench(), home, sense, { from: until - 0.5, until, skews, random })
          }
          const comparison = await bench().compare(home)
          compared += comparison.compared
          differing.push(...comparison.differing.map((name) => `round ${round}: ${name}`))
        })
      recordFigures({
        kind: 'disorder',
        fault: 'machine asleep, TZ changed between runs, wall clock off by up to 1000 days and jumping',
        on: 'embedded',
        market: bench().day.market,
        seed: SEED,
        rounds,
        injected,
        compared,
        differences: differing.length,
        note: `asleep ${ASLEEP_MS / 1000} s with its engine, by SIGSTOP${skews ? '; clock by libfaketime' : '; no libfaketime, so no skew'}`,
      })
      expect(differing, `seed ${SEED}: PULSE_FAULT_SEED=${SEED} runs it again`).toEqual([])
    })
  })
}

async function runWith(
  { day, logBytes }: FaultBench,
  home: string,
  { zone, skew, jumpsTo }: Sense,
  part: {
    readonly from: number
    readonly until: number
    readonly skews: boolean
    readonly random: () => number
  },
): Promise<void> {
  const clock = join(home, 'faketime')
  writeFileSync(clock, skew)
  const faked: Readonly<Record<string, string>> = part.skews
    ? {
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      }
    : {}
  // The engine has the machine's clock: with libfaketime ahead of it, its threads wait for times that never come.
  const engine = await openWarehouse({ home })
  const pulse = startPulse(simulateArgs(day), { PULSE_HOME: home, TZ: zone, ...faked })
  try {
    const bytes = logBytes.get('market.ticks')!
    const moment = part.from + (part.until - part.from) * 0.8 * part.random()
    await whenLogHas('market.ticks', bytes * moment)(pulse, home)
    const asleep = [pulse.child.pid!, readEndpoint(home)?.pid].filter((pid) => pid !== undefined)
    if (pulse.child.exitCode === null) {
      for (const pid of asleep) process.kill(pid, 'SIGSTOP')
      await sleep(ASLEEP_MS)
      writeFileSync(clock, jumpsTo)
      for (const pid of asleep) process.kill(pid, 'SIGCONT')
    }
    if (part.until < 1) {
      await whenLogHas('market.ticks', bytes * part.until)(pulse, home)
      pulse.child.kill('SIGTERM')
    }
    const finished = await pulse.finished
    if (part.until === 1) expect(finished.code, finished.stderr.slice(-2_000)).toBe(0)
  } finally {
    pulse.child.kill('SIGKILL')
    await engine.close()
    await stopEngine(home)
  }
}
