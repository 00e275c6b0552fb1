import { describe, expect, it } from 'vitest'
import { bar, garbage, marker, TestTask, type Written } from './testing/test-task.ts'
import { closes, opens, punctuation } from './testing/volume-processor.ts'

describe('lanes of several data sets', () => {
  const session = (dataset: string, ...symbols: string[]): Written[] => [
    opens(19700101, 10, { dataset }),
    ...symbols.map((symbol) => bar(symbol, 20, { dataset })),
    closes(19700101, 20, { dataset }),
  ]

  it('do not touch each other, however they interleave', async () => {
    const main = session('main', 'a', 'b')
    const sim = session('sim-1', 'a')
    const alone = new TestTask(main)
    await alone.readAll()
    for (const order of [
      [...main, ...sim],
      [...sim, ...main],
      [sim[0]!, main[0]!, main[1]!, sim[1]!, main[2]!, sim[2]!, main[3]!],
    ]) {
      const task = new TestTask(order)
      await task.readAll()
      expect(task.said.filter((line) => line.startsWith('main/'))).toEqual(alone.said)
      expect(task.said.filter((line) => line.startsWith('sim-1/'))).toEqual([
        'sim-1/1 opened 1',
        'sim-1/1 sim-1/a 1',
        'sim-1/1 closed 1',
      ])
    }
  })

  it('wait for their own punctuation, and hold the position back for it', async () => {
    const task = new TestTask([bar('a', 20, { dataset: 'sim-1' }), ...session('main', 'a')])
    await task.readAll()
    expect(task.said).toHaveLength(3)
    expect(task.positions).toEqual([0])
  })
})

describe('epochs', () => {
  const SESSION_AT = new Map([
    [20, 19691231],
    [30, 19700101],
    [40, 19700102],
  ])
  const day = (epoch: number, eventTime: number): Written[] => [
    bar('a', eventTime, { epoch }),
    closes(SESSION_AT.get(eventTime)!, eventTime, { epoch }),
  ]

  it('end when a newer one has caught up; what is written to them after that is ignored', async () => {
    const task = new TestTask([...day(1, 20), ...day(2, 20), ...day(1, 30), marker('m', { epoch: 1 })])
    await task.read(0, 4)
    await task.readAll()
    expect(task.said).toEqual(['main/1 main/a 1', 'main/1 closed 1', 'main/2 main/a 1', 'main/2 closed 1'])
    expect(task.lanes.all().map(({ epoch }) => epoch)).toEqual([2])
    expect(task.positions).toEqual([7])
  })

  it('go on where a rebuild stopped half-way', async () => {
    const task = new TestTask([...day(1, 20), ...day(1, 30), ...day(2, 20), ...day(1, 40), marker('m')])
    await task.read(0, 6)
    task.commit(true)
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual(['main/1 main/a 3', 'main/1 closed 3', 'main/1 marker m'])
  })

  it('leave no state behind, and are not written again when everything is read again', async () => {
    const task = new TestTask([...day(1, 20), ...day(2, 20), ...day(2, 30)])
    await task.read(0, 2)
    task.commit(true)
    expect([...task.state.keys()].some((key) => key.startsWith('v1/main/1/'))).toBe(true)
    await task.readAll()
    task.commit(false)
    await new Promise((resolve) => setImmediate(resolve))
    expect([...task.state.keys()].some((key) => key.startsWith('v1/main/1/'))).toBe(true)
    task.commit(true)
    expect([...task.state.keys()].some((key) => key.startsWith('v1/main/1/'))).toBe(false)
    task.state.delete('v1/manifest')
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual([])
  })
})

describe('positions', () => {
  it('never pass a record that is not settled', async () => {
    const first: Written[] = [
      opens(19700101, 10),
      bar('a', 20),
      closes(19700101, 20),
      bar('a', 30),
      closes(19700102, 30),
    ]
    const second: Written[] = [opens(19700101, 10), closes(19700101, 20), bar('b', 30), closes(19700102, 30)]
    const task = new TestTask(first, second)
    await task.read(0)
    expect(task.positions).toEqual([0, -1])
    await task.read(1, 1)
    expect(task.positions).toEqual([0, 0])
    await task.read(1, 1)
    expect(task.positions).toEqual([3, 2])
    await task.read(1, 1)
    expect(task.positions).toEqual([3, 2])
    await task.read(1, 1)
    expect(task.positions).toEqual([5, 4])
    expect(task.said).toHaveLength(6)
  })

  it('wait for a marker until it has come on every partition', async () => {
    const task = new TestTask([marker('m')], [marker('m')])
    await task.read(0)
    expect(task.positions).toEqual([0, -1])
    expect(task.said).toEqual([])
    await task.read(1)
    expect(task.positions).toEqual([1, 1])
    expect(task.said).toEqual(['main/1 marker m'])
  })

  it('are not held for ever by a marker whose other copies stand before them', async () => {
    const first: Written[] = [bar('x', 50, { dataset: 'sim-1' }), marker('m')]
    const task = new TestTask([...first, marker('n')], [marker('m'), marker('n')])
    await task.read(0, 2)
    await task.read(1, 1)
    task.commit(true)
    expect(task.positions).toEqual([0, 1])
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual(['main/1 marker n'])
    expect(task.positions).toEqual([0, 2])
    expect(
      task.lanes
        .all()
        .flatMap(({ pending }) => pending)
        .flatMap(({ records }) => records),
    ).toHaveLength(1)
  })
})

describe('records that cannot be decoded', () => {
  it('go with the next punctuation of their partition, also before any control record', async () => {
    const task = new TestTask([
      garbage,
      opens(19700101, 10),
      garbage,
      closes(19700101, 20),
      garbage,
      marker('m'),
    ])
    await task.readAll()
    expect(task.dead).toEqual(['main/1 0/0 at 20', 'main/1 0/2 at 20'])
    expect(task.said.at(-1)).toBe('main/1 marker m')
    expect(task.positions).toEqual([4])
  })

  it.each([1, 2, 3, 4, 5])('are told once, wherever the task restarts (after %i records)', async (count) => {
    const partition: Written[] = [
      garbage,
      bar('a', 20),
      punctuation(20),
      garbage,
      bar('a', 30),
      punctuation(30),
    ]
    for (const snapshot of [true, false]) {
      const task = new TestTask(partition)
      await task.read(0, count)
      task.commit(snapshot)
      const dead = [...task.dead]
      const said = [...task.said]
      await task.restart()
      await task.readAll()
      expect([...dead, ...task.dead]).toEqual(['main/1 0/0 at 20', 'main/1 0/3 at 30'])
      expect([...said, ...task.said]).toEqual(['main/1 main/a 1', 'main/1 main/a 2'])
    }
  })

  it('are passed over when they are control records: time goes on by the next', async () => {
    const nonsense = { controlled: garbage }
    const task = new TestTask([
      opens(19700101, 10),
      nonsense,
      bar('a', 15),
      closes(19700101, 20),
      marker('m'),
    ])
    await task.readAll()
    expect(task.dead).toEqual(['main/1 0/1 at 20'])
    expect(task.said.at(-1)).toBe('main/1 marker m')
  })
})
