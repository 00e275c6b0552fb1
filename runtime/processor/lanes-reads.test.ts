import { describe, expect, it } from 'vitest'
import type { ProcessorDefinition } from './processor.ts'
import { bar, TestTask, type Written } from './testing/test-task.ts'
import { anyProcessor, closes, opens } from './testing/volume-processor.ts'

const asked: string[] = []

/** Reads one symbol only. */
class PickyTask extends TestTask {
  protected override get definition(): ProcessorDefinition {
    return {
      ...anyProcessor,
      reads: (topic, key) => {
        asked.push(`${topic} ${key}`)
        return key === 'a'
      },
    }
  }
}

const SESSION: Written[] = [
  opens(19700101, 10),
  bar('a', 20),
  bar('b', 30),
  bar('late', 15, { late: true }),
  closes(19700101, 50),
]

describe('keys that a processor does not read', () => {
  it('are not seen, nor counted as late; sessions and their positions go on', async () => {
    const task = new PickyTask(SESSION)
    await task.readAll()
    expect(task.said).toEqual(['main/1 opened 1', 'main/1 main/a 1', 'main/1 closed 1'])
    expect(task.lanes.late).toBe(0)
    expect(task.positions).toEqual([SESSION.length])
    expect(asked).toEqual(['bars1d a', 'bars1d b', 'bars1d late'])
  })
})
