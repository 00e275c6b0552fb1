import { existsSync } from 'node:fs'
import { appendFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type RunningPulse,
  runPulse,
  startPulse,
  succeed,
  viewDigestsOf,
  withHome,
  writeBars,
} from '../support/pulse-process.ts'
import { randomFrom, randomMarket } from '../support/random-market.ts'

const MARKET = randomMarket({ seed: 11, sessions: 25, symbols: 120, references: 1 })
const SEED = Number(process.env.PULSE_TEST_SEED ?? 20261120)

/** A data folder, a file of bars and names for backups, all in a folder that is removed. */
const withFolders = (work: (at: (name: string) => string, file: string) => Promise<void>): Promise<void> =>
  withHome(async (folder) =>
    work((name) => join(folder, name), await writeBars(join(folder, 'bars.csv'), MARKET)),
  )

const ingest = (home: string, file: string) =>
  startPulse(['start', '--once', '--source', file], { PULSE_HOME: home })

/** @throws Error with what the run wrote, where it failed */
async function completed({ finished }: RunningPulse): Promise<void> {
  const { code, stderr } = await finished
  if (code !== 0) throw new Error(`A run ended with ${code}:\n${stderr.slice(-4_000)}`)
}

describe(`backup and restore of a data folder (seed ${SEED})`, () => {
  const random = randomFrom(SEED)
  let wanted: Readonly<Record<string, string>>
  let milliseconds: number

  beforeAll(async () => {
    await withFolders(async (at, file) => {
      const before = performance.now()
      await completed(ingest(at('home'), file))
      milliseconds = performance.now() - before
      wanted = await viewDigestsOf(at('home'), 'main')
    })
  }, 120_000)

  it('taken at any moment of a run, goes on to the same tables', async () => {
    await withFolders(async (at, file) => {
      const running = completed(ingest(at('home'), file))
      while (!existsSync(at('home/log/catalog/data.mdb'))) await sleep(20)
      const backups: string[] = []
      for (const part of [0.05, 0.2, 0.3]) {
        await sleep(milliseconds * part * random())
        const name = `backup-${backups.length}`
        await succeed(['backup', at(name)], { PULSE_HOME: at('home') })
        backups.push(name)
      }
      await running
      for (const name of backups) {
        await succeed(['restore', at(name)], { PULSE_HOME: at(`${name}-home`) })
        await completed(ingest(at(`${name}-home`), file))
        expect(await viewDigestsOf(at(`${name}-home`), 'main')).toEqual(wanted)
      }
    })
  }, 400_000)

  it('with the tables, answers at once, and after everything was stored again the same', async () => {
    await withFolders(async (at, file) => {
      await completed(ingest(at('home'), file))
      await succeed(['backup', at('backup'), '--warehouse'], { PULSE_HOME: at('home') })
      await succeed(['restore', at('backup'), '--warehouse'], { PULSE_HOME: at('second') })
      expect(await viewDigestsOf(at('second'), 'main')).toEqual(wanted)
      await completed(ingest(at('second'), file))
      expect(await viewDigestsOf(at('second'), 'main')).toEqual(wanted)
    })
  }, 300_000)

  it('killed in the middle, leaves no backup and no log that anybody would use, and is given again', async () => {
    await withFolders(async (at, file) => {
      await completed(ingest(at('home'), file))
      for (let round = 0; round < 4; round += 1) {
        const { child, finished } = startPulse(['backup', at('backup')], { PULSE_HOME: at('home') })
        while (!existsSync(at('backup.partial')) && child.exitCode === null) await sleep(5)
        await sleep(60 * random())
        child.kill('SIGKILL')
        await finished
        if (existsSync(at('backup'))) await rm(at('backup'), { recursive: true })
      }
      await succeed(['backup', at('backup')], { PULSE_HOME: at('home') })
      for (let round = 0; round < 4; round += 1) {
        const { child, finished } = startPulse(['restore', at('backup')], { PULSE_HOME: at('second') })
        while (!existsSync(at('second/restoring')) && child.exitCode === null) await sleep(5)
        await sleep(60 * random())
        child.kill('SIGKILL')
        await finished
        if (!existsSync(at('second/restoring'))) continue
        const refused = await runPulse(['start', '--once', '--source', file], { PULSE_HOME: at('second') })
        expect(refused.code).toBe(1)
        expect(refused.stderr).toContain('give "pulse restore" again')
      }
      if (!existsSync(at('second/log')) || existsSync(at('second/restoring')))
        await succeed(['restore', at('backup')], { PULSE_HOME: at('second') })
      await completed(ingest(at('second'), file))
      expect(await viewDigestsOf(at('second'), 'main')).toEqual(wanted)
    })
  }, 400_000)

  it('refuses a folder with data, a name that is taken, a damaged file and what is no backup', async () => {
    await withFolders(async (at, file) => {
      const env = { PULSE_HOME: at('home') }
      await completed(ingest(at('home'), file))
      await succeed(['backup', at('backup')], env)
      const failure = async (args: readonly string[], home = 'home'): Promise<string> => {
        const { code, stderr } = await runPulse(args, { PULSE_HOME: at(home) })
        expect(code).toBe(1)
        return stderr
      }
      expect(await failure(['backup', at('backup')])).toContain('exists already')
      expect(await failure(['backup', at('other')], 'nowhere')).toContain('There is no event log')
      expect(await failure(['restore', at('backup')])).toContain('holds data already (log)')
      await mkdir(at('empty'))
      expect(await failure(['restore', at('empty')], 'second')).toContain('is no backup')
      expect(await failure(['restore', at('backup'), '--warehouse'], 'second')).toContain('has no tables')
      await rm(at('second'), { recursive: true, force: true })
      await appendFile(at('backup/log/segments/market.bars.1d/0/0000000000000000.segment'), '!')
      for (const args of [
        ['restore', at('backup'), '--check'],
        ['restore', at('backup')],
      ])
        expect(await failure(args, 'second')).toContain('0000000000000000.segment is not what was backed up')
    })
  }, 300_000)
})
