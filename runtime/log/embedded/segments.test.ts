import { appendFile, mkdir, mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  commitOf,
  consumerOf,
  expectRefused,
  inTask,
  numbered,
  pollRecords,
  readAll,
  readTexts,
  resume,
  texts,
  write,
  writerOn,
} from '../../../test/contract/event-log/driver.ts'
import type { EventLog, TopicSpec } from '../port.ts'
import { openEmbeddedLog } from './embedded-log.ts'

const TOPIC = 'market.ticks'

describe('segments', () => {
  let home: string
  let log: EventLog
  let directory: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-segments-'))
    directory = join(home, 'log', 'segments', TOPIC, '0')
  })
  afterEach(async () => {
    await log.close()
    await rm(home, { recursive: true })
  })

  const openLog = async (segmentBytes: number, spec: Partial<TopicSpec> = {}): Promise<void> => {
    log = await openEmbeddedLog({ home, segmentBytes })
    await log.ensureTopics([{ name: TOPIC, partitions: 1, cleanup: 'delete', ...spec }])
  }
  const lastSegment = async (): Promise<string> =>
    join(directory, (await readdir(directory)).toSorted().at(-1)!)

  it('are begun anew at their size, and read as one log', async () => {
    await openLog(1_000)
    for (let i = 0; i < 10; i++) await write(log, numbered(TOPIC, 20, '', i * 20))
    expect((await readdir(directory)).length).toBeGreaterThan(3)
    const all = Array.from({ length: 200 }, (_, i) => String(i))
    expect(await readTexts(log, TOPIC)).toEqual(all)
    await log.close()
    await openLog(1_000)
    expect(await readTexts(log, TOPIC)).toEqual(all)
  })

  it('are entered at any offset', async () => {
    await openLog(4 * 1024 * 1024)
    const value = Buffer.alloc(400, 1)
    const writer = await writerOn(log)
    for (let i = 0; i < 6; i++) {
      await writer.write(numbered(TOPIC, 2_500).map((record) => ({ ...record, value })))
    }
    await writer.release()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 14_999 }), async (offset) => {
        const from = [{ topic: TOPIC, partition: 0, offset }]
        for await (const { records } of log.read({ topic: TOPIC, follow: false, from })) {
          expect(records[0]!.offset).toBe(offset)
          break
        }
      }),
      { numRuns: 60 },
    )
  })

  it('ignore what lies beyond the committed end, and write over it', async () => {
    await openLog(1_000_000)
    await write(log, numbered(TOPIC, 5))
    await log.close()
    await appendFile(await lastSegment(), Buffer.alloc(5_000, 0xee))
    await openLog(1_000_000)
    expect(await readTexts(log, TOPIC)).toHaveLength(5)
    await write(log, numbered(TOPIC, 5, '', 5))
    expect((await readTexts(log, TOPIC)).map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('tell file and position of a corrupt byte', async () => {
    await openLog(1_000_000)
    await write(log, numbered(TOPIC, 50))
    const file = await lastSegment()
    const { size } = await stat(file)
    await write(log, numbered(TOPIC, 50, '', 50))
    const handle = await open(file, 'r+')
    await handle.write(Buffer.from([0xff]), 0, 1, size + 100)
    await handle.close()
    const reading = readAll(log, TOPIC)
    await expectRefused(reading, 'corrupt')
    await expect(reading).rejects.toThrow(`Batch at byte ${size} of ${file}`)
  })

  it('tell that a file is cut off or missing', async () => {
    await openLog(1_000_000)
    await write(log, numbered(TOPIC, 50))
    const file = await lastSegment()
    const handle = await open(file, 'r+')
    await handle.truncate(300)
    await handle.close()
    await expectRefused(readAll(log, TOPIC), 'corrupt')
    await rm(file)
    await expectRefused(readAll(log, TOPIC), 'corrupt')
  })

  it('are not written behind bytes that are lost', async () => {
    await openLog(1_000_000)
    await write(log, numbered(TOPIC, 50))
    const file = await lastSegment()
    const { size } = await stat(file)
    await log.close()
    const handle = await open(file, 'r+')
    await handle.truncate(size - 1)
    await handle.close()
    await openLog(1_000_000)
    await expectRefused(write(log, numbered(TOPIC, 50, '', 50)), 'corrupt')
    expect((await stat(file)).size).toBe(size - 1)
    await rm(file)
    await expectRefused(write(log, numbered(TOPIC, 50, '', 50)), 'corrupt')
  })

  it('leave no trace of a commit that the disk refused', async () => {
    await openLog(600)
    await write(log, numbered(TOPIC, 20))
    const obstacle = join(directory, '0000000000000020.segment')
    await mkdir(obstacle)
    await inTask(log, consumerOf([]), async (task) => {
      const commit = commitOf({ outputs: numbered(TOPIC, 20, '', 20), state: new Map([['k', Buffer.of(1)]]) })
      await expectRefused(task.commit(commit), 'aborted')
      expect((await task.restore()).state.size).toBe(0)
      expect(await readTexts(log, TOPIC)).toHaveLength(20)
      await rm(obstacle, { recursive: true })
      await task.commit(commit)
      expect((await task.restore()).state.size).toBe(1)
    })
    expect((await readTexts(log, TOPIC)).map(Number)).toEqual(Array.from({ length: 40 }, (_, i) => i))
  })

  it('go when all their events are older than the retention, the active one never', async () => {
    await openLog(600, { retentionMs: 100 })
    for (let i = 0; i < 10; i++) await write(log, numbered(TOPIC, 20, '', i * 20))
    const kept = (await readTexts(log, TOPIC)).map(Number)
    expect(kept.at(-1)).toBe(199)
    expect(kept.length).toBeLessThan(160)
    expect(kept.length).toBeGreaterThanOrEqual(100)
    expect((await readdir(directory)).length).toBe(kept.length / 20)
    const late = { topic: TOPIC, key: 'k', value: null, timestamp: 1_900_000_000_000 }
    await write(log, [late])
    await write(log, numbered(TOPIC, 20))
    expect(await readAll(log, TOPIC)).not.toEqual([])
  })

  it('stay while a task has still to read them', async () => {
    await openLog(600, { retentionMs: 100 })
    await write(log, numbered(TOPIC, 20))
    const spec = consumerOf([TOPIC])
    const moveTo = (offset: number) =>
      inTask(log, spec, (task) =>
        task.commit(commitOf({ positions: [{ topic: TOPIC, partition: 0, offset }] })),
      )
    await moveTo(30)
    for (let i = 1; i < 10; i++) await write(log, numbered(TOPIC, 20, '', i * 20))
    expect((await readTexts(log, TOPIC)).map(Number)[0]).toBe(20)
    await moveTo(200)
    await write(log, numbered(TOPIC, 20, '', 200))
    expect((await readTexts(log, TOPIC)).map(Number)[0]).toBeGreaterThanOrEqual(100)
  })

  it('take the commits of many tasks at once, each one whole', async () => {
    await openLog(20_000)
    const writers = await Promise.all(Array.from({ length: 20 }, () => writerOn(log)))
    const commits = writers.flatMap((writer, w) =>
      Array.from({ length: 10 }, (_, i) => writer.write(numbered(TOPIC, 5, `${w}-${i}-`))),
    )
    await Promise.all(commits)
    const names = (await readTexts(log, TOPIC)).map((value) => value!.split('-'))
    expect(names).toHaveLength(1_000)
    for (let at = 0; at < names.length; at += 5) {
      const whole = [0, 1, 2, 3, 4].map((n) => [names[at]![0], names[at]![1], String(n)])
      expect(names.slice(at, at + 5)).toEqual(whole)
    }
    await Promise.all(writers.map((writer) => writer.release()))
  })

  it('take turns with those of other partitions in a poll', async () => {
    log = await openEmbeddedLog({ home })
    await log.ensureTopics([{ name: TOPIC, partitions: 4, cleanup: 'delete' }])
    await write(
      log,
      numbered(TOPIC, 8_000).map((record, i) => ({ ...record, partition: i % 4 })),
    )
    await inTask(log, consumerOf([TOPIC]), async (task) => {
      await resume(task)
      for (let i = 1; i <= 5; i++) {
        const batches = await task.poll({ maxRecords: 400, waitMs: 0 })
        expect(batches.map(({ partition }) => partition).toSorted()).toEqual([0, 1, 2, 3])
        expect(batches.every(({ records }) => records.length === 100)).toBe(true)
      }
      expect(texts(await pollRecords(task, 6_000))).toHaveLength(6_000)
    })
  })
})
