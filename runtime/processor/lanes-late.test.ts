import { describe, expect, it } from 'vitest'
import type { ProcessorDefinition } from './processor.ts'
import { bar, garbage, TestTask, type Written } from './testing/test-task.ts'
import { anyProcessor, closes, opens, punctuation } from './testing/volume-processor.ts'

/** Takes late events, and leaves out its own. */
class LateTask extends TestTask {
  protected override get definition(): ProcessorDefinition {
    return {
      ...anyProcessor,
      lateInputs: ['bars1d'],
      skips: (_topic, value) => (value as { readonly source: string }).source === 'own',
    }
  }
}

const SESSION: Written[] = [
  opens(19700101, 10),
  bar('a', 20),
  punctuation(25),
  bar('late', 15, { late: true }),
  bar('b', 30),
  punctuation(30),
  bar('c', 40),
  closes(19700101, 50),
]

describe('late events', () => {
  it('take their place behind the punctuation that follows them, however much is read at once', async () => {
    const expected = ['opened 1', 'main/a 1', 'main/b 1', 'main/late 1', 'main/c 1', 'closed 1']
    for (const step of [1, 2, 3, SESSION.length]) {
      const task = new LateTask(SESSION)
      for (let read = 0; read < SESSION.length; read += step) await task.read(0, step)
      expect(task.said).toEqual(expected.map((line) => `main/1 ${line}`))
      expect(task.lanes.late).toBe(1)
    }
  })

  it('hold the position back until then, and are applied once whatever was read before', async () => {
    for (const until of SESSION.keys()) {
      const task = new LateTask(SESSION)
      await task.read(0, until)
      if (until >= 4 && until < 6) expect(task.positions).toEqual([3])
      const said = [...task.said]
      task.commit(true)
      await task.restart()
      await task.readAll()
      expect([...said, ...task.said].filter((line) => line === 'main/1 main/late 1')).toHaveLength(1)
    }
  })

  it('count once when records are handed out again, and so does what cannot be read', async () => {
    const session = [...SESSION.slice(0, 4), garbage, ...SESSION.slice(4)]
    const whole = new LateTask(session)
    await whole.readAll()
    expect(whole.dead).toHaveLength(1)
    for (const until of session.keys())
      for (const again of [1, 3, session.length]) {
        const task = new LateTask(session)
        await task.read(0, until)
        task.rewind(0, again)
        await task.read(0, 1)
        await task.readAll()
        expect([task.said, task.dead, task.lanes.late]).toEqual([whole.said, whole.dead, 1])
        expect(task.positions).toEqual([session.length])
      }
  })

  it('keep their place when a punctuation before them is delivered again', async () => {
    const expected = ['opened 1', 'main/a 1', 'main/b 1', 'main/late 1', 'main/c 1', 'closed 1']
    const again = [...SESSION.slice(0, 4), punctuation(25), ...SESSION.slice(4)]
    for (const step of [1, 2, 3, again.length]) {
      const task = new LateTask(again)
      for (let read = 0; read < again.length; read += step) await task.read(0, step)
      expect(task.said).toEqual(expected.map((line) => `main/1 ${line}`))
    }
  })

  it('are counted and left out where a processor does not take them', async () => {
    const task = new TestTask(SESSION)
    await task.readAll()
    expect(task.said.some((line) => line.includes('late'))).toBe(false)
    expect(task.lanes.late).toBe(1)
  })
})

describe('a topic that the processor writes itself', () => {
  const own = { source: 'limit-state' } as const

  it('gives it no records and no punctuation of its own', async () => {
    const task = new LateTask([
      opens(19700101, 10),
      bar('a', 20),
      bar('a', 20, { source: 'own' }),
      punctuation(90, own),
      closes(19700101, 20),
      closes(19700101, 20, own),
    ])
    await task.readAll()
    expect(task.said).toEqual(['main/1 opened 1', 'main/1 main/a 1', 'main/1 closed 1'])
    expect(task.positions).toEqual([6])
  })
})
