import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { TaskLog } from '../../../runtime/log/port.ts'
import {
  type ContractSettings,
  commitOf,
  consumerOf,
  copied,
  eventually,
  expectRefused,
  inTask,
  numbered,
  type OpenContractLog,
  pollRecords,
  positionsAfter,
  readTexts,
  resume,
  texts,
  topicsOf,
  write,
  writerOn,
} from './driver.ts'
import { useLog } from './use-log.ts'

export function taskCases(open: OpenContractLog, { slowHandlerMs, settleMs }: ContractSettings): void {
  const { log } = useLog(open)

  it('gives each partition number a task with that partition of every input', async () => {
    const [a, b] = await topicsOf(log(), 3, 3)
    await write(
      log(),
      [a!, b!].flatMap((topic) =>
        numbered(topic, 9, topic === a ? 'a' : 'b').map((record, i) => ({ ...record, partition: i % 3 })),
      ),
    )
    const found = new Map<number, (string | null)[]>()
    const group = await log().join(consumerOf([a!, b!], 'perPartition'), async (task) => {
      expect(task.id.tasks).toBe(3)
      expect(task.inputs.map(({ topic, partition }) => [topic, partition])).toEqual(
        expect.arrayContaining([a, b].map((topic) => [topic, task.id.task])),
      )
      await resume(task)
      found.set(task.id.task, texts(await pollRecords(task, 6)).toSorted())
    })
    await group.done
    await group.stop()
    expect(found.get(1)).toEqual(['a1', 'a4', 'a7', 'b1', 'b4', 'b7'])
    expect([...found.keys()].toSorted()).toEqual([0, 1, 2])
  })

  it('gives a single task all partitions of all inputs', async () => {
    const [a, b] = await topicsOf(log(), 2, 1)
    await write(log(), [...numbered(a!, 20, 'a'), ...numbered(b!, 20, 'b')])
    const found = await inTask(log(), consumerOf([a!, b!]), async (task) => {
      expect(task.id).toMatchObject({ task: 0, tasks: 1 })
      expect(task.inputs).toHaveLength(3)
      await resume(task)
      return pollRecords(task, 40)
    })
    expect(new Set(texts(found)).size).toBe(40)
  })

  it('polls records in offset order per partition', async () => {
    const [topic] = await topicsOf(log(), 3)
    for (let i = 0; i < 4; i++) await write(log(), numbered(topic!, 200, '', i * 200))
    const found = await inTask(log(), consumerOf([topic!]), async (task) => {
      await resume(task)
      return pollRecords(task, 800, 70)
    })
    const next = new Map<number, number>()
    for (const { partition, records, nextOffset } of found) {
      for (const { offset } of records) {
        expect(offset).toBeGreaterThanOrEqual(next.get(partition) ?? 0)
        next.set(partition, offset + 1)
      }
      expect(nextOffset).toBeGreaterThanOrEqual(next.get(partition)!)
    }
    expect(new Set(texts(found)).size).toBe(800)
  })

  it('shows others where the tasks of a processor stand', async () => {
    const [topic] = await topicsOf(log(), 2)
    await write(
      log(),
      numbered(topic!, 10).map((record, i) => ({ ...record, partition: i % 2 })),
    )
    const consumer = consumerOf([topic!], 'perPartition')
    expect(await log().committed(consumer)).toEqual([])
    const group = await log().join(consumer, async (task) => {
      await resume(task)
      const batches = await pollRecords(task, 5)
      await task.commit(commitOf({ positions: positionsAfter(batches) }))
    })
    await group.done
    await group.stop()
    const committed = await log().committed(consumer)
    expect(committed.toSorted((a, b) => a.partition - b.partition)).toEqual([
      { topic, partition: 0, offset: expect.any(Number) },
      { topic, partition: 1, offset: expect.any(Number) },
    ])
    for (const { offset } of committed) expect(offset).toBeGreaterThanOrEqual(5)
    expect(await log().committed({ ...consumer, processor: 'another' })).toEqual([])
  })

  it('starts partitions that seek does not name at the beginning', async () => {
    const [topic] = await topicsOf(log(), 2)
    await write(
      log(),
      numbered(topic!, 20).map((record, i) => ({ ...record, partition: i % 2 })),
    )
    const found = await inTask(log(), consumerOf([topic!]), async (task) => {
      await task.seek([{ topic: topic!, partition: 0, offset: 7 }])
      const first = await pollRecords(task, 13)
      await task.seek([])
      return [first, await pollRecords(task, 20)]
    })
    expect(found.map((batches) => texts(batches).length)).toEqual([13, 20])
  })

  it('answers an idle poll with nothing after about waitMs', async () => {
    const [topic] = await topicsOf(log(), 2)
    await inTask(log(), consumerOf([topic!]), async (task) => {
      await resume(task)
      await task.poll({ maxRecords: 10, waitMs: 100 })
      const began = performance.now()
      expect(await task.poll({ maxRecords: 10, waitMs: 700 })).toEqual([])
      const waited = performance.now() - began
      expect(waited).toBeGreaterThan(600)
      expect(waited).toBeLessThan(5_000)
    })
  })

  it('answers a waiting poll as soon as records come', async () => {
    const [topic] = await topicsOf(log(), 2)
    const writer = await writerOn(log())
    await inTask(log(), consumerOf([topic!]), async (task) => {
      await resume(task)
      await task.poll({ maxRecords: 10, waitMs: 100 })
      const polled = task.poll({ maxRecords: 10, waitMs: 20_000 })
      await sleep(200)
      const began = performance.now()
      await writer.write(numbered(topic!, 1))
      expect(texts(await polled)).toEqual(['0'])
      expect(performance.now() - began).toBeLessThan(5_000)
    })
    await writer.release()
  })

  it('leaves unread records in the log, whatever their size', async () => {
    const [topic] = await topicsOf(log(), 2)
    const value = Buffer.alloc(200_000, 1)
    const writer = await writerOn(log())
    for (let i = 0; i < 10; i++) {
      await writer.write(numbered(topic!, 60).map((record) => ({ ...record, value })))
    }
    await writer.release()
    await inTask(log(), consumerOf([topic!]), async (task) => {
      await resume(task)
      const before = process.memoryUsage().arrayBuffers
      for (let i = 0; i < 5; i++) {
        const batches = await task.poll({ maxRecords: 2, waitMs: 1_000 })
        expect(texts(batches).length).toBeLessThanOrEqual(4)
        await sleep(50)
      }
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
    })
  })

  it('neither loses nor repeats the work of a handler slower than a session', async () => {
    const [input, output] = await topicsOf(log(), 2, 1)
    await write(log(), numbered(input!, 30))
    let opened = 0
    const group = await log().join(consumerOf([input!]), async (task, signal) => {
      opened++
      await resume(task)
      while (!signal.aborted) {
        const batches = await task.poll({ maxRecords: 20, waitMs: 200 })
        if (batches.length === 0) continue
        await sleep(slowHandlerMs)
        await task.commit(commitOf(copied(output!, batches)))
      }
    })
    const finished = async () => (await readTexts(log(), output!)).length >= 30
    await eventually('all copied', finished, 4 * slowHandlerMs + settleMs)
    await group.stop()
    expect(opened).toBe(1)
    const found = (await readTexts(log(), output!)).map(Number).toSorted((a, b) => a - b)
    expect(found).toEqual(Array.from({ length: 30 }, (_, i) => i))
  })

  it('signals the runner on stop and waits for its last commit', async () => {
    const [topic] = await topicsOf(log(), 1)
    let running = false
    const group = await log().join(consumerOf([topic!]), async (task, signal) => {
      running = true
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      await sleep(200)
      await task.commit(commitOf({ outputs: numbered(topic!, 1) }))
    })
    await eventually('runner runs', async () => running, settleMs)
    await group.stop()
    await group.done
    expect(await readTexts(log(), topic!)).toEqual(['0'])
  })

  it('rejects done with the error of a runner', async () => {
    const [topic] = await topicsOf(log(), 1)
    const group = await log().join(consumerOf([topic!]), async () => {
      throw new Error('a bug in the processor')
    })
    await expect(group.done).rejects.toThrow('a bug in the processor')
    await group.stop()
  })

  it('refuses to work with a closed task or a closed log', async () => {
    const [topic] = await topicsOf(log(), 1)
    const kept: TaskLog[] = []
    await inTask(log(), consumerOf([topic!]), async (task) => {
      kept.push(task)
    })
    await expectRefused(kept[0]!.commit(commitOf({ outputs: numbered(topic!, 1) })), 'closed')
    await expectRefused(kept[0]!.poll({ maxRecords: 1, waitMs: 0 }), 'closed')
    await log().close()
    await expectRefused(log().ends(topic!), 'closed')
    await expectRefused(
      log().join(consumerOf([topic!]), async () => undefined),
      'closed',
    )
  })
}
