import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { stopEngine } from '../../../runtime/clickhouse/embedded/launch.ts'
import { type Finished, startPulse, succeed } from '../../support/pulse-process.ts'
import { randomFrom } from '../../support/random-market.ts'
import { simulateArgs } from '../support/fault-day.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import type { FaultBench } from './fault-bench.ts'
import { mebibytes, SmallDisk, whyNoSmallDisk } from './small-disk.ts'

/** What is on the small disk, beneath the data folder, and about how much of it a session of ticks writes. */
const DISKS = [
  { what: 'log/segments', writes: mebibytes(45) },
  { what: 'log/catalog', writes: mebibytes(0.6) },
  { what: 'clickhouse', writes: mebibytes(2) },
  { what: '', writes: mebibytes(48) },
] as const

/** What an operator must be able to read: that the disk is full, and which. */
const SAYS_FULL = /no space|disk .*full|full disk/i
/** A full disk is waited for at most so long before the process is asked what it does. */
const PATIENCE_MS = 60_000

export function diskSuite(bench: () => FaultBench): void {
  const why = whyNoSmallDisk()
  if (why !== undefined) {
    process.stdout.write(`faults/disk: skipped, ${why}\n`)
    return
  }
  describe('a full disk', () => {
    const rounds = roundsOf({ full: 3, small: 1 })
    const disks = IS_FULL ? DISKS : DISKS.slice(-1)
    it.each(disks)(`under PULSE_HOME/$what loses nothing (seed ${SEED})`, async ({ what, writes }) => {
      const random = randomFrom(SEED)
      let compared = 0
      let waited = 0
      let full = 0
      const differing: string[] = []
      for (let round = 0; round < rounds; round += 1) {
        await bench().withHome('files', async (home) => {
          // The last round finds it full from the start.
          const disk = SmallDisk.under(join(home, what), round === 2 ? 0 : writes * (0.1 + 0.8 * random()))
          try {
            const met = await runOnFullDisk(bench(), home, disk)
            full += 1
            if (met.waited) waited += 1
            else expect(met.said, `${what}, round ${round}: what the operator reads`).toMatch(SAYS_FULL)
            const comparison = await bench().compare(home)
            compared += comparison.compared
            differing.push(...comparison.differing.map((name) => `round ${round}: ${name}`))
          } finally {
            await stopEngine(home)
            disk.remove()
          }
        })
      }
      recordFigures({
        kind: 'disk',
        fault: `disk full under PULSE_HOME/${what}`,
        on: 'embedded',
        market: bench().day.market,
        seed: SEED,
        rounds,
        injected: full,
        compared,
        differences: differing.length,
        note: `the process waited ${waited} times, otherwise it ended and said what is full`,
      })
      expect(differing, `seed ${SEED}: PULSE_FAULT_SEED=${SEED} runs it again`).toEqual([])
    })
  })
}

/** Runs into the full disk, gives it room, and runs to the end: the same process if it has waited, or the next. */
async function runOnFullDisk(
  { day }: FaultBench,
  home: string,
  disk: SmallDisk,
): Promise<{ readonly waited: boolean; readonly said: string }> {
  const env = { PULSE_HOME: home }
  const pulse = startPulse(simulateArgs(day), env)
  let ended: Finished | undefined
  void pulse.finished.then((finished) => {
    ended = finished
  })
  try {
    let said = ''
    pulse.child.stderr!.on('data', (chunk) => {
      said += String(chunk)
    })
    const deadline = performance.now() + PATIENCE_MS
    while (ended === undefined && !SAYS_FULL.test(said) && performance.now() < deadline) await sleep(50)
    if (process.env.PULSE_FAULTS_SHOW === '1') process.stdout.write(`--- ${home}\n${said}\n---\n`)
    disk.leave(mebibytes(400))
    // Asked to wait, or not yet come to its end: it must come to one now.
    const finished = await pulse.finished
    if (finished.code === 0) return { waited: true, said: finished.stderr }
    await succeed(simulateArgs(day), env)
    return { waited: false, said: finished.stderr }
  } finally {
    pulse.child.kill('SIGKILL')
  }
}
