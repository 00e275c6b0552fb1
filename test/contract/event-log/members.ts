import { expect, it } from 'vitest'
import type { EventLog, TaskGroup, TaskGroupSpec, TaskLog } from '../../../runtime/log/port.ts'
import {
  bytes,
  type ContractSettings,
  commitOf,
  consumerOf,
  copyTo,
  eventually,
  expectRefused,
  numbered,
  type OpenContractLog,
  readTexts,
  text,
  topicsOf,
  write,
} from './driver.ts'
import { useLog } from './use-log.ts'

const PARTITIONS = 4

export function memberCases(open: OpenContractLog, { members, settleMs }: ContractSettings): void {
  const { log, another } = useLog(open)

  /** Joins with a runner that copies, and notes which tasks it was given. */
  const copying = async (
    member: EventLog,
    spec: TaskGroupSpec,
    output: string,
  ): Promise<{ readonly group: TaskGroup; readonly tasks: Set<number> }> => {
    const tasks = new Set<number>()
    const copy = copyTo(output)
    const group = await member.join(spec, async (task, signal) => {
      tasks.add(task.id.task)
      try {
        await copy(task, signal)
      } finally {
        tasks.delete(task.id.task)
      }
    })
    return { group, tasks }
  }

  const title =
    members === 'share'
      ? 'splits the tasks among two members, and one takes over when the other stops'
      : 'gives the tasks to the latest member'

  it(`${title}: nothing is lost or repeated`, async () => {
    const [input, output] = await topicsOf(log(), PARTITIONS, 1)
    const spec = consumerOf([input!], 'perPartition')
    const publish = async (from: number) => {
      await write(log(), numbered(input!, 200, '', from))
      const complete = async () => (await readTexts(log(), output!)).length >= from + 200
      await eventually(`${from + 200} records copied`, complete, settleMs)
    }
    const first = await copying(log(), spec, output!)
    await publish(0)
    expect(first.tasks.size).toBe(PARTITIONS)

    const second = await copying(await another(), spec, output!)
    const shared = members === 'share' ? PARTITIONS / 2 : PARTITIONS
    const settled = async () => second.tasks.size === shared && first.tasks.size === PARTITIONS - shared
    await eventually('tasks have their new owners', settled, settleMs)
    await publish(200)

    await first.group.stop()
    await eventually('the second has all tasks', async () => second.tasks.size === PARTITIONS, settleMs)
    await publish(400)
    await second.group.stop()

    const found = (await readTexts(log(), output!)).map(Number)
    expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, i) => i))
    for (let key = 0; key < 50; key++) {
      const ofKey = found.filter((value) => value % 50 === key)
      expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b))
    }
  })

  it('lets no zombie commit: who was fenced stays without effect', async () => {
    const [output] = await topicsOf(log(), 1)
    const spec = consumerOf([])
    const states: (string | null)[] = []
    const hold = async (member: EventLog, name: string): Promise<{ task: TaskLog; group: TaskGroup }> => {
      let task: TaskLog | undefined
      const group = await member.join(spec, async (opened, signal) => {
        states.push(text((await opened.restore()).state.get('owner') ?? null))
        await opened.commit(commitOf({ state: new Map([['owner', bytes(name)]]) }))
        task = opened
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      })
      await eventually(`${name} has the task`, async () => task !== undefined, settleMs)
      return { task: task!, group }
    }
    const old = await hold(log(), 'old')
    const young = await hold(await another(), 'young')
    const outputs = numbered(output!, 1, 'zombie')
    await expectRefused(old.task.commit(commitOf({ outputs })), 'fenced', 'closed')
    await young.task.commit(commitOf({ outputs: numbered(output!, 1, 'owner') }))
    await old.group.stop()
    await old.group.done
    await young.group.stop()
    expect(await readTexts(log(), output!)).toEqual(['owner0'])
    expect(states).toEqual([null, 'old'])
  })
}
