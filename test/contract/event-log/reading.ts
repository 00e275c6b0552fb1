import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import {
  numbered,
  type OpenContractLog,
  readAll,
  readTexts,
  text,
  texts,
  topicsOf,
  write,
  writerOn,
} from './driver.ts'
import { useLog } from './use-log.ts'

export function readingCases(open: OpenContractLog): void {
  const { log } = useLog(open)

  it('ends at once on a topic without records', async () => {
    const [topic] = await topicsOf(log(), 3)
    expect(await readAll(log(), topic!)).toEqual([])
  })

  it('ends at the committed end, also when it begins there', async () => {
    const [topic] = await topicsOf(log(), 2)
    await write(log(), numbered(topic!, 10))
    const from = await log().ends(topic!)
    expect(texts(await readAll(log(), topic!, { from }))).toEqual([])
  })

  it('does not deliver what is committed after it began', async () => {
    const [topic] = await topicsOf(log(), 1)
    const writer = await writerOn(log())
    await writer.write(numbered(topic!, 20))
    const found: (string | null)[] = []
    for await (const batch of log().read({ topic: topic!, follow: false })) {
      if (found.length === 0) await writer.write(numbered(topic!, 20, 'later'))
      found.push(...texts([batch]))
    }
    await writer.release()
    expect(found).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
  })

  it('begins where it is told, in the partitions it is told', async () => {
    const [topic] = await topicsOf(log(), 3)
    const outputs = numbered(topic!, 30).map((record, i) => ({ ...record, partition: i % 3 }))
    await write(log(), outputs)
    const from = [{ topic: topic!, partition: 1, offset: 4 }]
    const found = await readAll(log(), topic!, { partitions: [1, 2], from })
    expect(texts(found.filter(({ partition }) => partition === 1)).map(Number)).toEqual([
      13, 16, 19, 22, 25, 28,
    ])
    expect(texts(found.filter(({ partition }) => partition === 2))).toHaveLength(10)
    expect(found.every(({ partition }) => partition > 0)).toBe(true)
  })

  it('goes on at nextOffset without gap or repetition', async () => {
    const [topic] = await topicsOf(log(), 1)
    await write(log(), numbered(topic!, 100))
    await write(log(), numbered(topic!, 100, '', 100))
    const [first, ...rest] = await readAll(log(), topic!)
    const from = [{ topic: topic!, partition: 0, offset: first!.nextOffset }]
    expect(texts(await readAll(log(), topic!, { from }))).toEqual(texts(rest))
    expect(texts([first!, ...rest]).map(Number)).toEqual(Array.from({ length: 200 }, (_, i) => i))
  })

  it('follows later commits and stops when told', async () => {
    const [topic] = await topicsOf(log(), 2)
    const writer = await writerOn(log())
    await writer.write(numbered(topic!, 10))
    const stop = new AbortController()
    const found: (string | null)[] = []
    const following = (async () => {
      for await (const batch of log().read({ topic: topic!, follow: true, signal: stop.signal })) {
        found.push(...texts([batch]))
        if (found.length === 20) stop.abort()
      }
    })()
    await sleep(300)
    await writer.write(numbered(topic!, 10, '', 10))
    await following
    await writer.release()
    expect(found.map(Number).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('stops following while nothing comes', async () => {
    const [topic] = await topicsOf(log(), 1)
    const following = (async () => {
      for await (const _ of log().read({ topic: topic!, follow: true, signal: AbortSignal.timeout(300) }));
    })()
    await expect(following).resolves.toBeUndefined()
  })

  it('never shows one part of a commit without the other', async () => {
    const [first, second] = await topicsOf(log(), 1, 3)
    const writer = await writerOn(log())
    let writing = true
    const written = (async () => {
      for (let i = 0; i < 40; i++) {
        await writer.write([...numbered(first!, 1, '', i), ...numbered(second!, 1, '', i)])
      }
      writing = false
    })()
    while (writing) {
      const seen = await readTexts(log(), second!)
      const other = new Set(await readTexts(log(), first!))
      expect(seen.filter((value) => !other.has(value))).toEqual([])
    }
    await written
    await writer.release()
    expect(await readTexts(log(), second!)).toHaveLength(40)
  })

  it('hands out values that stay as they are while reading goes on', async () => {
    const [topic] = await topicsOf(log(), 1)
    for (let i = 0; i < 3; i++) await write(log(), numbered(topic!, 3_000, `run${i}-`))
    const records = (await readAll(log(), topic!)).flatMap((batch) => batch.records)
    const expected = [0, 1, 2].flatMap((run) => Array.from({ length: 3_000 }, (_, i) => `run${run}-${i}`))
    expect(records.map(({ value }) => text(value))).toEqual(expected)
  })
}
