import { expect, it } from 'vitest'
import type { OpenContractLog } from './driver.ts'
import { consumerOf, expectRefused, inTask, numbered, readAll, topicsOf, unique, write } from './driver.ts'
import { useLog } from './use-log.ts'

export function topicCases(open: OpenContractLog): void {
  const { log, reopen } = useLog(open)

  it('creates missing topics and knows their partition counts', async () => {
    const [one, twelve] = await topicsOf(log(), 1, 12)
    expect(await log().partitions(one!)).toBe(1)
    expect(await log().partitions(twelve!)).toBe(12)
    expect(await (await reopen()).partitions(twelve!)).toBe(12)
  })

  it('begins a topic at offset 0 of every partition', async () => {
    const [topic] = await topicsOf(log(), 3)
    const expected = [0, 1, 2].map((partition) => ({ topic, partition, offset: 0 }))
    expect(await log().ends(topic!)).toEqual(expected)
  })

  it('says undefined for the partition count of an unknown topic', async () => {
    expect(await log().partitions(unique('nowhere'))).toBeUndefined()
  })

  it('leaves an existing topic and its records alone', async () => {
    const [topic] = await topicsOf(log(), 2)
    await write(log(), numbered(topic!, 10))
    await log().ensureTopics([{ name: topic!, partitions: 2, cleanup: 'delete' }])
    expect((await readAll(log(), topic!)).flatMap(({ records }) => records)).toHaveLength(10)
  })

  it('refuses another partition count', async () => {
    const [topic] = await topicsOf(log(), 2)
    const other = { name: topic!, partitions: 3, cleanup: 'delete' } as const
    await expectRefused(log().ensureTopics([other]), 'topicMismatch')
    expect(await log().partitions(topic!)).toBe(2)
  })

  it('refuses to write to, read from or join an unknown topic', async () => {
    const unknown = unique('nowhere')
    await expectRefused(write(log(), numbered(unknown, 1)), 'topicMismatch')
    await expectRefused(readAll(log(), unknown), 'topicMismatch')
    await expectRefused(log().ends(unknown), 'topicMismatch')
    await expectRefused(
      inTask(log(), consumerOf([unknown]), async () => undefined),
      'topicMismatch',
    )
  })

  it('refuses a task per partition over inputs with different partition counts', async () => {
    const inputs = await topicsOf(log(), 2, 3)
    await expectRefused(
      log().join(consumerOf(inputs, 'perPartition'), async () => undefined),
      'topicMismatch',
    )
  })
}
