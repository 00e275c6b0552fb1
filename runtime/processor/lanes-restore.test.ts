import { describe, expect, it } from 'vitest'
import { bar, TestTask, type Written } from './testing/test-task.ts'
import { closes, opens, punctuation } from './testing/volume-processor.ts'

describe('a restored task', () => {
  const MINUTES = [20, 30, 40, 50, 60]
  /** One open session with punctuation in its middle, as ticks have. */
  const log = (symbol: string): Written[] => [
    opens(19700101, 10),
    ...MINUTES.flatMap((at) => [bar(symbol, at), punctuation(at)]),
    closes(19700101, 70),
  ]

  it('writes nothing twice and nothing too few, wherever it stopped', async () => {
    const whole = new TestTask(log('a'), log('b'))
    await whole.readAll()
    const total = log('a').length
    for (let first = 1; first < total; first += 1)
      for (let second = first; second <= total; second += 3) {
        const task = new TestTask(log('a'), log('b'))
        const said: string[] = []
        await task.read(0, first)
        await task.read(1, first)
        task.commit(true)
        await task.read(0, second - first)
        await task.read(1, second - first)
        task.commit(false)
        said.push(...task.said)
        await task.restart()
        await task.readAll()
        expect([...said, ...task.said]).toEqual(whole.said)
      }
  })

  it.each(['missing shard', 'damaged shard', 'damaged manifest', 'missing manifest'])(
    'rebuilds its state from the log and writes nothing twice: %s',
    async (damage) => {
      const whole = new TestTask(log('a'))
      await whole.readAll()
      const task = new TestTask(log('a'))
      await task.read(0, 7)
      task.commit(true)
      const said = [...task.said]
      const shards = [...task.state.keys()].filter((name) => name.includes('/totals/'))
      const key = damage.endsWith('manifest') ? 'v1/manifest' : shards.at(-1)!
      if (damage.startsWith('missing')) task.state.delete(key)
      else task.state.set(key, task.state.get(key)!.subarray(0, -1))
      await task.restart()
      await task.read(0, 4)
      task.commit(true)
      said.push(...task.said)
      await task.restart()
      await task.readAll()
      expect([...said, ...task.said]).toEqual(whole.said)
    },
  )

  it('says that outputs are written as far as they were, also for lanes that it has not met again', async () => {
    const sim = [opens(19700101, 10, { dataset: 'sim-1' }), bar('s', 20, { dataset: 'sim-1' })]
    const task = new TestTask([...log('a'), ...sim, closes(19700101, 20, { dataset: 'sim-1' })])
    await task.readAll()
    task.commit(true)
    const progress = () => task.lanes.checkpoint.written(task.state)
    const before = progress()
    expect(before).toHaveLength(2)
    task.state.delete('v1/manifest')
    await task.restart()
    await task.read(0, 4)
    task.commit(true)
    expect(progress()).toEqual(before)
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual([])
    expect(progress()).toEqual(before)
  })

  it('leaves the epochs of another version alone and begins with the next one', async () => {
    const old = log('a')
    const rebuilt = [
      opens(19700101, 10, { epoch: 2 }),
      bar('a', 20, { epoch: 2 }),
      closes(19700101, 20, { epoch: 2 }),
    ]
    const task = new TestTask([...old, ...rebuilt])
    await task.read(0, old.length)
    task.commit(true)
    for (const [key, value] of [...task.state]) {
      task.state.delete(key)
      task.state.set(key.replace('v1/', 'v2/'), value)
    }
    await task.restart()
    await task.readAll()
    expect(task.said).toEqual(['main/2 opened 1', 'main/2 main/a 1', 'main/2 closed 1'])
  })
})
