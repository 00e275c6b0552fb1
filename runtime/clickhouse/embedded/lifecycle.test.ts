import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WarehouseError } from '../../errors.ts'
import { openWarehouse, type WarehouseConnection } from '../connect.ts'
import { type EngineEndpoint, engineFiles, readEndpoint } from '../engine/endpoint.ts'
import { processExists } from '../process-exists.ts'
import { type Program, startProgram, until } from '../testing/programs.ts'
import { removeHome, temporaryHome } from '../testing/temporary-warehouse.ts'
import { whyUnsupported } from './platform.ts'

let home: string
const opened: WarehouseConnection[] = []
const programs: Program[] = []

async function open(engineIdleSeconds = 5): Promise<WarehouseConnection> {
  const warehouse = await openWarehouse({ home, engineIdleSeconds })
  opened.push(warehouse)
  return warehouse
}

function start(idleSeconds = 5): Program {
  const program = startProgram('engine-client.ts', [home, String(idleSeconds)])
  programs.push(program)
  return program
}

async function answer(warehouse: WarehouseConnection, query = 'SELECT 1'): Promise<string> {
  return (await (await warehouse.client.query({ query, format: 'TabSeparated' })).text()).trim()
}

const engine = (): EngineEndpoint => readEndpoint(home)!

async function killEngine(): Promise<void> {
  const { pid } = engine()
  process.kill(pid, 'SIGKILL')
  await until('the killed engine is gone', () => !processExists(pid))
}

/** A process that has the folder on its command line, as an engine has that starts. */
const processOn = (folder: string): number | undefined =>
  readdirSync('/proc')
    .map(Number)
    .find((pid) => {
      try {
        return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--home\0${folder}`)
      } catch {
        return false
      }
    })

/** Puts an engine.json in place that a dead engine could have left behind. */
function leaveBehind(endpoint: Partial<EngineEndpoint>): void {
  const stale = { ...engine(), startedAt: '2026-01-01T00:00:00.000Z', ...endpoint }
  writeFileSync(engineFiles(home).endpoint, JSON.stringify(stale))
}

beforeEach(() => {
  home = temporaryHome()
})
afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill('SIGKILL')
  for (const warehouse of opened.splice(0)) await warehouse.close()
  await removeHome(home)
})

describe('an engine', () => {
  it('publishes where it is reached, for its owner only', async () => {
    await open()
    const files = engineFiles(home)
    expect(statSync(files.endpoint).mode & 0o777).toBe(0o600)
    expect(statSync(files.access).mode & 0o777).toBe(0o600)
    expect(statSync(files.data).mode & 0o077).toBe(0)
    expect(engine()).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      user: 'pulse',
    })
    expect(engine().password).toHaveLength(32)
  })

  it('is one, however many processes start it at the same time', async () => {
    const pids = await Promise.all([start(), start(), start()].map((program) => program.line()))
    expect(new Set(pids)).toEqual(new Set([String(engine().pid)]))
    expect(processExists(engine().pid)).toBe(true)
  })

  it('is joined by who comes later', async () => {
    await open()
    const { pid } = engine()
    expect(await start().line()).toBe(String(pid))
  })

  it('outlives the client that started it while others need it', async () => {
    const first = start(1)
    const pid = await first.line()
    const second = await open(1)
    await first.kill('SIGKILL')
    await sleep(2500)
    expect(await answer(second)).toBe('1')
    expect(String(engine().pid)).toBe(pid)
  })

  it('ends when nobody needs it, its data flushed and its endpoint withdrawn', async () => {
    const warehouse = await open(1)
    const { pid } = engine()
    await warehouse.client.command({ query: 'CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n' })
    await warehouse.client.insert({ table: 'kept', values: [{ n: 1 }], format: 'JSONEachRow' })
    await sleep(2500)
    expect(processExists(pid)).toBe(true)
    await warehouse.close()
    await until('the idle engine ends', () => !processExists(pid))
    expect(existsSync(engineFiles(home).endpoint)).toBe(false)
    expect(readFileSync(engineFiles(home).log, 'utf8')).toMatch(/nobody needs it.*ended\n$/s)
    expect(await answer(await open(1), 'SELECT n FROM kept')).toBe('1')
  })

  it('ends also when its client was killed', async () => {
    const client = start(1)
    const pid = Number(await client.line())
    await client.kill('SIGKILL')
    await until('the engine ends', () => !processExists(pid))
    expect(existsSync(engineFiles(home).endpoint)).toBe(false)
  })

  it('ends on a signal, and the next call starts another', async () => {
    const warehouse = await open()
    const { pid } = engine()
    process.kill(pid, 'SIGTERM')
    await until('the engine ends', () => !processExists(pid), 5000)
    expect(await answer(warehouse)).toBe('1')
    expect(engine().pid).not.toBe(pid)
  })

  it('ends when its folder is taken away', async () => {
    await open(60)
    const { pid } = engine()
    rmSync(engineFiles(home).endpoint)
    await until('the engine ends', () => !processExists(pid))
  })

  it('says why it could not start', async () => {
    writeFileSync(engineFiles(home).data, 'a file where the data folder should be')
    const failure = await openWarehouse({ home }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(WarehouseError)
    expect(failure).toMatchObject({
      code: 'engineStart',
      message: expect.stringMatching(/engine\.log.*EEXIST/s),
    })
  })
})

describe('a stale engine.json', () => {
  it('of a dead engine is passed over', async () => {
    const warehouse = await open()
    const { pid } = engine()
    const left = engine()
    await killEngine()
    await warehouse.close()
    leaveBehind(left)
    expect(await answer(await open())).toBe('1')
    expect(engine().pid).not.toBe(pid)
  })

  it('whose process id belongs to another program now is passed over', async () => {
    await (await open()).close()
    await killEngine()
    const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' })
    leaveBehind({ pid: stranger.pid! })
    expect(await answer(await open())).toBe('1')
    expect(engine().pid).not.toBe(stranger.pid)
    expect(stranger.exitCode).toBeNull()
    const exit = once(stranger, 'exit')
    stranger.kill()
    await exit
  })

  it('whose port belongs to another program now is passed over, which never sees the password', async () => {
    await (await open()).close()
    const { url, password } = engine()
    await killEngine()
    const seen: string[] = []
    const stranger = createServer((request, response) => {
      seen.push(`${request.url} ${JSON.stringify(request.headers)}`)
      response.end('Ok.\n')
    })
    await new Promise<void>((resolve) => stranger.listen(Number(new URL(url).port), '127.0.0.1', resolve))
    leaveBehind({ pid: process.pid })
    const warehouse = await open()
    expect(await answer(warehouse)).toBe('1')
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.join('\n')).not.toContain(password)
    expect(seen.join('\n')).not.toMatch(/authorization/i)
    // The port of the last start was taken: the new engine found itself another.
    expect(warehouse.url).not.toBe(url)
    expect((stranger.address() as AddressInfo).port).toBe(Number(new URL(url).port))
    await new Promise((resolve) => stranger.close(resolve))
  })

  it('that is damaged is passed over', async () => {
    writeFileSync(engineFiles(home).endpoint, '{"url": "http://127')
    expect(await answer(await open())).toBe('1')
  })
})

describe('an engine that is killed', () => {
  it('is started again by the next read, at the same address and with the same password', async () => {
    const warehouse = await open()
    const before = engine()
    await killEngine()
    expect(await answer(warehouse)).toBe('1')
    const { pid, url, password } = engine()
    expect(pid).not.toBe(before.pid)
    expect([url, password, warehouse.url]).toEqual([before.url, before.password, before.url])
  })

  it('during a read is replaced, and the read runs again', async () => {
    const warehouse = await open()
    const { pid } = engine()
    const slow = answer(warehouse, 'SELECT sum(sipHash64(number)) > 0, sleep(1) FROM numbers(1000)')
    await sleep(300)
    await killEngine()
    expect(await slow).toBe('1\t0')
    expect(engine().pid).not.toBe(pid)
  })

  it('during an insert or a command is reported, not hidden', async () => {
    const warehouse = await open()
    await warehouse.client.command({ query: 'CREATE TABLE t (n UInt8) ENGINE = MergeTree ORDER BY n' })
    const slow = { query: 'INSERT INTO t SELECT sleepEachRow(1) FROM numbers(3)' }
    const calls = [
      warehouse.client.command(slow),
      warehouse.client.exec(slow),
      warehouse.client.query({ ...slow, format: 'CSV' }),
    ].map((call) => call.catch((error: unknown) => error))
    await sleep(500)
    await killEngine()
    for (const failure of await Promise.all(calls)) {
      expect(failure).toBeInstanceOf(WarehouseError)
      expect(failure).toMatchObject({ code: 'engineLost' })
    }
    expect(await answer(warehouse, 'SELECT count() FROM t')).toBe('0')
  })

  it('is restarted once for many calls at the same time', async () => {
    const warehouse = await open()
    await killEngine()
    const answers = await Promise.all(Array.from({ length: 30 }, () => answer(warehouse)))
    expect(new Set(answers)).toEqual(new Set(['1']))
    expect(readFileSync(engineFiles(home).log, 'utf8').match(/ready at/g)).toHaveLength(2)
  })
})

describe('an engine that is killed while it starts', () => {
  it.runIf(existsSync('/proc/self'))('is started again', async () => {
    const opening = open()
    let killed: number | undefined
    await until('an engine starts', () => {
      killed = processOn(home)
      return killed !== undefined
    })
    process.kill(killed!, 'SIGKILL')
    expect(await answer(await opening)).toBe('1')
    expect(engine().pid).not.toBe(killed)
  })
})

describe('a warehouse', () => {
  it('does not keep its program alive', async () => {
    const program = startProgram('engine-client.ts', [home, '1', 'leave'])
    programs.push(program)
    const exit = once(program.process, 'exit')
    await program.line()
    expect(await exit).toEqual([0, null])
  })

  it('that was closed does not start the engine again', async () => {
    const warehouse = await open()
    await warehouse.close()
    expect(await answer(warehouse).catch((error: unknown) => error)).toMatchObject({ code: 'engineLost' })
  })
})

describe('platforms', () => {
  it.each([
    [{ os: 'linux', cpu: 'x64', isMusl: false }, undefined],
    [{ os: 'darwin', cpu: 'arm64', isMusl: false }, undefined],
    [{ os: 'linux', cpu: 'x64', isMusl: true }, /glibc/],
    [{ os: 'win32', cpu: 'x64', isMusl: false }, /win32-x64/],
    [{ os: 'linux', cpu: 'riscv64', isMusl: false }, /riscv64/],
  ])('%j', (platform, reason) => {
    if (reason === undefined) expect(whyUnsupported(platform)).toBeUndefined()
    else expect(whyUnsupported(platform)).toMatch(reason)
  })
})
