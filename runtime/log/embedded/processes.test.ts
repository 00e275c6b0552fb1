import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  consumerOf,
  eventually,
  expectRefused,
  inTask,
  numbered,
  readAll,
  texts,
  write,
} from '../../../test/contract/event-log/driver.ts'
import type { EventLog, StoredRecord } from '../port.ts'
import { openEmbeddedLog } from './embedded-log.ts'

const ROUNDS = 20

interface Child {
  readonly process: ChildProcess
  readonly lines: string[]
}

function start(script: string, ...args: string[]): Child {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line))
  return { process: child, lines }
}

async function kill(child: Child): Promise<void> {
  const closed = once(child.process, 'close')
  child.process.kill('SIGKILL')
  await closed
}

describe('processes on one log', () => {
  let home: string
  const children: Child[] = []
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-processes-'))
  })
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.process.exitCode === null && child.process.signalCode === null) await kill(child)
    }
    await rm(home, { recursive: true })
  })
  const launch = (script: string, ...args: string[]): Child => {
    const child = start(script, ...args)
    children.push(child)
    return child
  }

  it(`lose and tear nothing when the writer is killed, ${ROUNDS} times`, { timeout: 240_000 }, async () => {
    let acknowledged = -1
    for (let round = 0; round < ROUNDS; round++) {
      const child = launch('./crash-writer.child.ts', home)
      await eventually('first commit', async () => child.lines.length > 0, 30_000)
      await sleep(Math.random() * 120)
      await kill(child)
      acknowledged = Number(child.lines.at(-1))
      await verify(home, acknowledged)
    }
    expect(acknowledged).toBeGreaterThan(ROUNDS)
  })

  it('refuse a second writer while the first runs', { timeout: 60_000 }, async () => {
    const child = launch('./crash-writer.child.ts', home)
    await eventually('first commit', async () => child.lines.length > 0, 30_000)
    await expectRefused(openEmbeddedLog({ home }), 'locked')
    await expect(openEmbeddedLog({ home })).rejects.toThrow(`Process ${child.process.pid} writes`)
    const before = child.lines.length
    await eventually('the writer goes on', async () => child.lines.length > before, 10_000)
  })

  it('let another process follow what one writes', { timeout: 60_000 }, async () => {
    const log = await openEmbeddedLog({ home, segmentBytes: 4_000 })
    await log.ensureTopics([{ name: 'in', partitions: 2, cleanup: 'delete' }])
    await write(log, numbered('in', 100))
    const reader = launch('./follower.child.ts', home, 'in')
    await eventually('what was there', async () => reader.lines.length === 101, 30_000)
    for (let i = 1; i < 4; i++) {
      await write(log, numbered('in', 100, '', i * 100))
      await eventually('what came later', async () => reader.lines.length === 101 + i * 100, 2_000)
    }
    const found = reader.lines.slice(1).map(Number)
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, i) => i))
    await log.close()
  })

  it('refuse to write through a read-only log, or to read where there is none', {
    timeout: 60_000,
  }, async () => {
    await expectRefused(openEmbeddedLog({ home, readOnly: true }), 'unavailable')
    const child = launch('./crash-writer.child.ts', home)
    await eventually('first commit', async () => child.lines.length > 0, 30_000)
    const log = await openEmbeddedLog({ home, readOnly: true })
    expect(texts(await readAll(log, 'other')).length).toBeGreaterThan(0)
    await expectRefused(log.ensureTopics([{ name: 'in', partitions: 3, cleanup: 'delete' }]), 'locked')
    await expectRefused(
      inTask(log, consumerOf([]), async () => undefined),
      'locked',
    )
    await log.close()
  })
})

/**
 * Commits are numbered without gaps; each has all its records or none; the acknowledged ones are there; the
 * state names their number; the copy holds exactly what its position covers, once.
 */
async function verify(home: string, acknowledged: number): Promise<void> {
  const log = await openEmbeddedLog({ home, segmentBytes: 256 * 1024 })
  try {
    const written = [...(await recordsOf(log, 'in')), ...(await recordsOf(log, 'other'))]
    const found = new Map<number, { readonly expected: number; found: number }>()
    for (const { value } of written) {
      const [commit, expected] = JSON.parse(Buffer.from(value!).toString()) as [number, number]
      const entry = found.get(commit) ?? { expected, found: 0 }
      entry.found++
      found.set(commit, entry)
    }
    const torn = [...found].filter(([, entry]) => entry.found !== entry.expected)
    expect(torn).toEqual([])
    expect([...found.keys()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: found.size }, (_, i) => i),
    )
    expect(found.size).toBeGreaterThan(acknowledged)
    expect(found.size).toBeLessThanOrEqual(acknowledged + 2)

    const source = { application: 'crash', processor: 'source', inputs: [], assignment: 'single' } as const
    const { state } = await inTask(log, source, (task) => task.restore())
    expect(Number(Buffer.from(state.get('next')!).toString())).toBe(found.size)

    const copier = {
      application: 'crash',
      processor: 'copier',
      inputs: ['in'],
      assignment: 'single',
    } as const
    const { positions } = await inTask(log, copier, (task) => task.restore())
    const read = positions.reduce((sum, { offset }) => sum + offset, 0)
    expect(await recordsOf(log, 'copy')).toHaveLength(read)
  } finally {
    await log.close()
  }
}

async function recordsOf(log: EventLog, topic: string): Promise<StoredRecord[]> {
  return (await readAll(log, topic)).flatMap(({ records }) => records)
}
