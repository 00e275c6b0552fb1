import { expect, it } from 'vitest'
import type { OutgoingRecord } from '../../../runtime/log/port.ts'
import {
  byPartition,
  bytes,
  expectRefused,
  numbered,
  type OpenContractLog,
  readAll,
  readTexts,
  text,
  topicsOf,
  write,
  writerOn,
} from './driver.ts'
import { useLog } from './use-log.ts'

/** Published vectors of Apache Kafka's UtilsTest.testMurmur2. */
const MURMUR2: readonly (readonly [key: string, hash: number])[] = [
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
]

export function recordCases(open: OpenContractLog): void {
  const { log, reopen } = useLog(open)
  const record = (topic: string, part: Partial<OutgoingRecord>): OutgoingRecord => ({
    topic,
    key: 'k',
    value: bytes('v'),
    timestamp: 1_700_000_000_000,
    ...part,
  })

  it('keeps the order of each partition, within commits and across them', async () => {
    const [topic] = await topicsOf(log(), 3)
    const writer = await writerOn(log())
    for (let i = 0; i < 5; i++) await writer.write(numbered(topic!, 40, '', i * 40))
    await writer.release()
    const found = byPartition(await readAll(log(), topic!))
    const values = [...found.values()].map((records) => records.map(({ value }) => Number(text(value))))
    for (const list of values) expect(list).toEqual(list.toSorted((a, b) => a - b))
    expect(values.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i))
  })

  it('gives rising offsets below the committed end', async () => {
    const [topic] = await topicsOf(log(), 1)
    const writer = await writerOn(log())
    for (let i = 0; i < 3; i++) await writer.write(numbered(topic!, 5))
    await writer.release()
    const offsets = (await readAll(log(), topic!)).flatMap(({ records }) =>
      records.map(({ offset }) => offset),
    )
    expect(offsets).toEqual([...new Set(offsets)].toSorted((a, b) => a - b))
    expect(offsets).toHaveLength(15)
    expect((await log().ends(topic!))[0]!.offset).toBeGreaterThan(offsets.at(-1)!)
  })

  it('puts a key into the partition that the Java client would', async () => {
    const [topic] = await topicsOf(log(), 16)
    await write(
      log(),
      MURMUR2.map(([key]) => record(topic!, { key })),
    )
    const found = (await readAll(log(), topic!)).flatMap(({ partition, records }) =>
      records.map(({ key }) => [key, partition]),
    )
    const expected = MURMUR2.map(([key, hash]) => [key, (hash & 0x7fffffff) % 16])
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected))
  })

  it('puts a record into the partition it names, whatever its key', async () => {
    const [topic] = await topicsOf(log(), 4)
    await write(
      log(),
      [0, 1, 2, 3].map((partition) => record(topic!, { partition, value: bytes(`p${partition}`) })),
    )
    const found = byPartition(await readAll(log(), topic!))
    for (const partition of [0, 1, 2, 3]) {
      expect(found.get(partition)!.map(({ value }) => text(value))).toEqual([`p${partition}`])
    }
  })

  it('refuses a partition that the topic does not have', async () => {
    const [topic] = await topicsOf(log(), 4)
    await expectRefused(write(log(), [record(topic!, { partition: 4 })]), 'topicMismatch')
  })

  it('gives back keys, timestamps, headers, empty values and deletions', async () => {
    const [topic] = await topicsOf(log(), 1)
    const written = [
      record(topic!, { key: '600519.SH', timestamp: 1 }),
      record(topic!, { key: '涨停 🚀', value: bytes('贵州茅台'), timestamp: 1_762_000_000_123 }),
      record(topic!, { key: '', value: Buffer.alloc(0) }),
      record(topic!, { key: 'gone', value: null }),
      record(topic!, { key: 'h', headers: { origin: 'file-1:42', 名称: '值' } }),
      record(topic!, { key: 'x'.repeat(500), value: null, headers: { why: '' } }),
    ]
    await write(log(), written)
    const found = (await readAll(await reopen(), topic!)).flatMap(({ records }) => records)
    const plain = (one: Pick<OutgoingRecord, 'key' | 'value' | 'timestamp' | 'headers'>) => ({
      key: one.key,
      value: text(one.value),
      timestamp: one.timestamp,
      headers: { ...one.headers },
    })
    expect(found.map(plain)).toEqual(written.map(plain))
  })

  it('carries a commit of 100,000 records', async () => {
    const [topic] = await topicsOf(log(), 4)
    await write(log(), numbered(topic!, 100_000))
    const values = (await readTexts(log(), topic!)).map(Number).toSorted((a, b) => a - b)
    expect(values).toHaveLength(100_000)
    expect(values.every((value, i) => value === i)).toBe(true)
  })

  it('carries records of 900 KB among small ones', async () => {
    const [topic] = await topicsOf(log(), 1)
    const large = Buffer.alloc(900_000, 'large record ')
    const parts = [{}, { value: large }, {}, { value: large }].map((part) => record(topic!, part))
    await write(log(), parts)
    const found = (await readAll(log(), topic!)).flatMap(({ records }) => records)
    expect(found.map(({ value }) => value!.length)).toEqual([1, 900_000, 1, 900_000])
    expect(large.equals(found[3]!.value!)).toBe(true)
  })

  it('refuses a record that is too large, and writes nothing of its commit', async () => {
    const [topic] = await topicsOf(log(), 1)
    const outputs = [record(topic!, {}), record(topic!, { value: Buffer.alloc(2_000_000) })]
    await expectRefused(write(log(), outputs), 'recordTooLarge')
    expect(await readTexts(log(), topic!)).toEqual([])
  })
}
