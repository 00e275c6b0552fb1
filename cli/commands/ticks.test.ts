import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createCodec } from '../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../runtime/codec/in-process-registry.ts'
import { openEmbeddedLog } from '../../runtime/log/embedded/embedded-log.ts'
import { isControlKey } from '../../runtime/processor/control.ts'
import type { Control, Tick } from '../../schemas/generated/events.ts'
import { TOPICS } from '../../schemas/topics.ts'
import { type Finished, runPulse, startPulse, withHome } from '../../test/support/pulse-process.ts'

const SNAPSHOTS = fileURLToPath(
  new URL('../../services/ingest/ticks/fixtures/snapshots_mddate_000400.csv', import.meta.url),
)
const SECONDS = 1000

/** Ticks and control records as the log of a data folder holds them. */
async function tickTopic(home: string): Promise<{ ticks: Tick[]; controls: Control[] }> {
  const log = await openEmbeddedLog({ home, readOnly: true })
  try {
    const codec = createCodec(createInProcessRegistry(home))
    const [tick, control] = [codec.decoder('tick'), codec.decoder('control')]
    const ticks: Tick[] = []
    const controls: Control[] = []
    for await (const { records } of log.read({ topic: TOPICS.ticks.name, partitions: [0], follow: false }))
      for (const { key, value } of records) {
        await Promise.all([tick.prepare([value!]), control.prepare([value!])])
        if (isControlKey(key)) controls.push(control.decode(value!))
        else ticks.push(tick.decode(value!))
      }
    return { ticks, controls }
  } finally {
    await log.close()
  }
}

/** Runs a command until it shows how far its ticks are, then sends it a signal. */
async function endedWith(
  signal: 'SIGKILL' | 'SIGINT',
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const { child, finished } = startPulse(args, env)
  const begun = new Promise<void>((resolve) =>
    child.stderr!.on('data', (text) => {
      if (/Ticks .*%/.test(String(text))) resolve()
    }),
  )
  await Promise.race([begun, finished])
  child.kill(signal)
  return finished
}

describe('pulse ticks', () => {
  it(
    'publishes a file into a data set, lands it, says so, and refuses a session that main has',
    () =>
      withHome(async (home) => {
        const env = { PULSE_HOME: home, PULSE_PARTITIONS: '1' }
        const replay = await runPulse(['ticks', SNAPSHOTS, '--dataset', 'replay-1'], env)
        expect(replay.stderr).toMatch(/Cold start: the session before 2022-06-01 is not known/)
        expect(replay.stderr).toMatch(/Landed 19 ticks and 0 bars .*ticks\/s\), data set replay-1, epoch 1/)
        expect(replay.code).toBe(0)
        const { ticks, controls } = await tickTopic(home)
        expect(ticks).toHaveLength(19)
        expect(controls.filter(({ session }) => session === 20220601).map(({ kind }) => kind)).toEqual([
          'sessionOpen',
          'watermark',
        ])
        expect((await runPulse(['ticks', SNAPSHOTS], env)).code).toBe(0)
        const again = await runPulse(['ticks', SNAPSHOTS], env)
        expect(again.stderr).toMatch(/2022-06-01 is closed in data set main.*--dataset replay-20220601/)
        expect(again.code).toBe(1)
      }),
    120 * SECONDS,
  )

  it('says what it does not understand, before it starts anything', async () => {
    await withHome(async (home) => {
      const env = { PULSE_HOME: home }
      for (const [args, message] of [
        [['ticks', SNAPSHOTS, '--dataset', 'mine'], /begin with replay-/],
        [['ticks', SNAPSHOTS, '--speed', '0'], /must be max, or a number above 0/],
        [['simulate', 'yesterday'], /a date like 2022-04-27/],
        [['simulate', '2022-04-27', '--faults', 'fire=1'], /"fire=1" is no fault: .*staleDay/],
      ] as const) {
        const { code, stderr } = await runPulse(args, env)
        expect(stderr).toMatch(message)
        expect(code).toBe(1)
      }
    })
  }, 60_000)
})

describe('pulse simulate', () => {
  it(
    'makes a day of few shares, also when it was killed, interrupted and given again',
    () =>
      withHome(async (home) => {
        const env = { PULSE_HOME: home, PULSE_PARTITIONS: '1' }
        const command = ['simulate', '2022-03-03', '--symbols', '20', '--seed', '5']
        const killed = await endedWith('SIGKILL', [...command, '--speed', '600'], env)
        expect(killed.code).toBeNull()
        const cut = await endedWith('SIGINT', [...command, '--speed', '600'], env)
        expect(cut.stderr).toMatch(/Interrupted: the same command goes on/)
        expect(cut.code).toBe(130)
        const before = (await tickTopic(home)).ticks.length

        const rest = await runPulse(command, env)
        expect(rest.stderr).toMatch(/data set sim-5, epoch 1/)
        expect(rest.code).toBe(0)
        const { ticks, controls } = await tickTopic(home)
        expect(before).toBeGreaterThan(0)
        expect(ticks.length).toBeGreaterThan(before)
        expect(
          new Set(ticks.map(({ symbol, eventTime, volume }) => `${symbol} ${eventTime} ${volume}`)).size,
        ).toBe(ticks.length)
        expect(ticks.every(({ dataset, epoch, late }) => dataset === 'sim-5' && epoch === 1 && !late)).toBe(
          true,
        )
        expect(
          controls
            .filter(({ kind, session }) => kind === 'watermark' && session !== null)
            .map((c) => c.session),
        ).toEqual([20220301, 20220302, 20220303])
      }),
    180 * SECONDS,
  )
})
