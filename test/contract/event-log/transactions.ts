import { expect, it } from 'vitest'
import {
  bytes,
  commitOf,
  consumerOf,
  copied,
  expectRefused,
  inTask,
  numbered,
  type OpenContractLog,
  pollRecords,
  positionsAfter,
  readTexts,
  resume,
  text,
  texts,
  topicsOf,
  write,
} from './driver.ts'
import { useLog } from './use-log.ts'

export function transactionCases(open: OpenContractLog): void {
  const { log, reopen } = useLog(open)
  const plain = (state: ReadonlyMap<string, Uint8Array>) =>
    Object.fromEntries([...state].map(([key, value]) => [key, text(value)]))

  it('commits outputs, state and positions together', async () => {
    const [input, output] = await topicsOf(log(), 1, 1)
    await write(log(), numbered(input!, 10))
    const spec = consumerOf([input!])
    const committed = await inTask(log(), spec, async (task) => {
      await resume(task)
      const batches = await pollRecords(task, 10)
      await task.commit({ ...copied(output!, batches), state: new Map([['sum', bytes('45')]]) })
      return positionsAfter(batches.slice(-1))
    })
    await reopen()
    expect(await readTexts(log(), output!)).toHaveLength(10)
    await inTask(log(), spec, async (task) => {
      const restored = await task.restore()
      expect(plain(restored.state)).toEqual({ sum: '45' })
      expect(restored.positions).toEqual(committed)
    })
  })

  it('has neither state nor positions before the first commit', async () => {
    const [input] = await topicsOf(log(), 2)
    await inTask(log(), consumerOf([input!]), async (task) => {
      const { state, positions } = await task.restore()
      expect([state.size, positions.length]).toEqual([0, 0])
    })
  })

  it('writes nothing of a commit that fails, and the task restored reads the same records', async () => {
    const [input, output] = await topicsOf(log(), 1, 1)
    await write(log(), numbered(input!, 5))
    const tooLarge = { topic: output!, key: 'k', value: Buffer.alloc(2_000_000), timestamp: 1 }
    await inTask(log(), consumerOf([input!]), async (task) => {
      await resume(task)
      const first = await pollRecords(task, 5)
      const { outputs, positions } = copied(output!, first)
      const failing = { outputs: [...outputs, tooLarge], positions, state: new Map([['seen', bytes('5')]]) }
      await expectRefused(task.commit(failing), 'recordTooLarge')
      const restored = await task.restore()
      expect([restored.state.size, restored.positions.length]).toEqual([0, 0])
      await task.seek(restored.positions)
      const again = await pollRecords(task, 5)
      expect(texts(again)).toEqual(texts(first))
      await task.commit(commitOf(copied(output!, again)))
    })
    expect(await readTexts(log(), output!)).toEqual(['0', '1', '2', '3', '4'])
  })

  it('reads again what was polled but not committed', async () => {
    const [input] = await topicsOf(log(), 1)
    await write(log(), numbered(input!, 10))
    const spec = consumerOf([input!])
    await inTask(log(), spec, async (task) => {
      await resume(task)
      const [first] = await pollRecords(task, 1, 4)
      await task.commit(
        commitOf({ positions: [{ topic: input!, partition: 0, offset: first!.records[2]!.offset }] }),
      )
      await pollRecords(task, 3)
    })
    await reopen()
    const found = await inTask(log(), spec, async (task) => {
      await resume(task)
      return pollRecords(task, 8)
    })
    expect(texts(found)).toEqual(['2', '3', '4', '5', '6', '7', '8', '9'])
  })

  it('restores state as last committed, deletions included', async () => {
    const spec = consumerOf([])
    await inTask(log(), spec, async (task) => {
      const large = Buffer.alloc(900_000, 7)
      const state = new Map([
        ['a', bytes('1')],
        ['b', bytes('1')],
        ['large', large],
        ['键', bytes('')],
      ])
      await task.commit(commitOf({ state }))
      const change = new Map([
        ['a', bytes('2')],
        ['b', null],
        ['never there', null],
      ])
      await task.commit(commitOf({ state: change }))
    })
    await reopen()
    const { state } = await inTask(log(), spec, (task) => task.restore())
    expect([...state.keys()].toSorted()).toEqual(['a', 'large', '键'])
    expect(text(state.get('a')!)).toBe('2')
    expect(state.get('large')!.length).toBe(900_000)
    expect(state.get('键')!.length).toBe(0)
  })

  it('keeps the positions of partitions that a commit does not name', async () => {
    const [input] = await topicsOf(log(), 2)
    const outputs = numbered(input!, 8).map((record, i) => ({ ...record, partition: i % 2 }))
    await write(log(), outputs)
    const at = (partition: number, offset: number) => ({ topic: input!, partition, offset })
    const spec = consumerOf([input!])
    await inTask(log(), spec, async (task) => {
      await task.commit(commitOf({ positions: [at(0, 1), at(1, 2)] }))
      await task.commit(commitOf({ positions: [at(0, 3)] }))
      await task.commit(commitOf({ state: new Map([['k', bytes('v')]]) }))
    })
    const { positions } = await inTask(log(), spec, (task) => task.restore())
    expect(positions.toSorted((a, b) => a.partition - b.partition)).toEqual([at(0, 3), at(1, 2)])
  })

  it('keeps the state of tasks and processors apart', async () => {
    const [input] = await topicsOf(log(), 2)
    const spec = consumerOf([input!], 'perPartition')
    const group = await log().join(spec, (task) =>
      task.commit(commitOf({ state: new Map([['me', bytes(`task ${task.id.task}`)]]) })),
    )
    await group.done
    await group.stop()
    const found = new Map<number, string | null>()
    const again = await log().join(spec, async (task) => {
      found.set(task.id.task, text((await task.restore()).state.get('me')!))
    })
    await again.done
    await again.stop()
    expect([...found].toSorted(([a], [b]) => a - b)).toEqual([
      [0, 'task 0'],
      [1, 'task 1'],
    ])
    const other = { ...spec, processor: 'another', assignment: 'single' as const }
    expect((await inTask(log(), other, (task) => task.restore())).state.size).toBe(0)
  })

  it('lets a source go on from its own state', async () => {
    const [output] = await topicsOf(log(), 1)
    const spec = consumerOf([])
    const publishTwo = () =>
      inTask(log(), spec, async (task) => {
        expect(task.id).toMatchObject({ task: 0, tasks: 1 })
        const { state } = await task.restore()
        const from = Number(text(state.get('next') ?? bytes('0')))
        const outputs = numbered(output!, 2, '', from)
        await task.commit(commitOf({ outputs, state: new Map([['next', bytes(String(from + 2))]]) }))
      })
    await publishTwo()
    await reopen()
    await publishTwo()
    expect(await readTexts(log(), output!)).toEqual(['0', '1', '2', '3'])
  })
}
