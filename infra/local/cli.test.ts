import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kafkaForTests } from '../../test/support/kafka.ts'
import { infraDown, infraStatus, infraUp } from './cli.ts'
import { isAlive } from './processes.ts'
import { readState } from './state-file.ts'

const kafka = await kafkaForTests()

let home: string
let printed: string[]
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'pulse-cli-'))
  printed = []
})
afterEach(() => rm(home, { recursive: true }))

const options = () => ({
  local: true,
  home,
  print: (line: string) => void printed.push(line),
  log: () => undefined,
})

describe('infra without servers', () => {
  it('has nothing to stop and says so', async () => {
    await infraDown(options())
    expect(await infraStatus(options())).toEqual({ kind: 'stopped' })
  })

  it('tells where to get compose, or how to do without, when there is no Docker', async () => {
    const env = { PATH: home }
    await expect(infraUp({ ...options(), local: false, env })).rejects.toMatchObject({
      code: 'composeMissing',
      message: expect.stringContaining('pulse infra up --local'),
    })
  })
})

describe.skipIf(!kafka)('infra up, status and down', { timeout: 180_000 }, () => {
  it('leaves the servers to other processes, which find and stop them', async () => {
    const child = run('ci.ts', 'up', home)
    expect((await once(child, 'exit'))[0]).toBe(0)

    await infraUp(options())
    const status = await infraStatus(options())
    if (status.kind !== 'running') throw new Error(`status is ${status.kind}`)
    expect(printed).toEqual([`KAFKA_BROKERS=${status.brokers}`, `SCHEMA_REGISTRY_URL=${status.registryUrl}`])
    expect(status.pids.filter(isAlive)).toHaveLength(2)

    await infraDown(options())
    expect(status.pids.filter(isAlive)).toEqual([])
    expect(await infraStatus(options())).toEqual({ kind: 'stopped' })
  })

  it('replaces a pair of which one was killed', async () => {
    await infraUp(options())
    const before = await readState(home)
    process.kill(before!.pids[0]!, 'SIGKILL')
    while (isAlive(before!.pids[0]!)) await sleep(20)
    await infraUp(options())
    const after = await readState(home)
    expect(after!.pids).toHaveLength(2)
    expect(before!.pids.filter(isAlive)).toEqual([])
    await infraDown(options())
  })
})

describe.skipIf(!kafka)('servers of a process that is killed', { timeout: 180_000 }, () => {
  it('end with it', async () => {
    const child = run('test-owner.ts', home)
    const [line] = await once(createInterface(child.stdout!), 'line')
    const pids: number[] = JSON.parse(line)
    expect(pids.filter(isAlive)).toHaveLength(2)
    child.kill('SIGKILL')
    for (let waited = 0; waited < 20_000 && pids.some(isAlive); waited += 100) await sleep(100)
    expect(pids.filter(isAlive)).toEqual([])
  })
})

function run(script: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url))
  return spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
}
