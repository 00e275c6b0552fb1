import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createEncoder } from '../../../runtime/codec/encoder.ts'
import type { Codec, SchemaRegistry } from '../../../runtime/codec/port.ts'
import { avroType, parseSchema, registrable, SCHEMAS } from '../../../runtime/codec/schemas.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import type { SessionItems } from '../../../services/ingest/source.ts'
import { DAILY_PROCESSORS } from '../../../services/sentiment/daily-processors.ts'
import { ProcessorRun } from '../../support/processor-run.ts'
import { asDailyFile, randomMarket } from '../../support/random-market.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, SEED } from '../support/rounds.ts'
import { ADAPTERS, type Adapter, withLog } from './adapters.ts'

const DAILY = {
  processors: DAILY_PROCESSORS,
  topics: ['limitState', 'ladder', 'stage', 'breadth'],
} as const
const MARKET: SessionItems[] = asDailyFile(
  randomMarket({
    seed: SEED,
    sessions: 6,
    symbols: IS_FULL ? 150 : 25,
    references: 1,
  }),
)
const RELEASED = new URL('../../../schemas/released/', import.meta.url)
const RELEASES = readdirSync(RELEASED, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
)

/** How a program of another version writes a topic. */
type WriterSchema = (topic: TopicKey | 'control') => object

const current: WriterSchema = (topic) => SCHEMAS[topic === 'control' ? 'control' : TOPICS[topic].schema]

/** As current programs write, with one more field that today's readers do not know. */
const newer: WriterSchema = (topic) => {
  const schema = JSON.parse(JSON.stringify(current(topic)))
  schema.fields.push({
    name: 'addedLater',
    type: ['null', 'string'],
    default: null,
    doc: 'Of a newer program.',
  })
  return schema
}

/** As a released program wrote; what it did not have yet as today. */
const ofRelease =
  (version: string): WriterSchema =>
  (topic) => {
    const name = topic === 'control' ? 'control' : TOPICS[topic].schema
    try {
      return parseSchema(readFileSync(new URL(`${version}/${name}.avsc`, RELEASED)))
    } catch {
      return current(topic)
    }
  }

/** A codec that writes by other schemas and reads by today's, as a producer of another version does. */
function codecWriting(registry: SchemaRegistry, schemaOf: WriterSchema): Codec {
  const codec = createCodec(registry)
  return {
    ...codec,
    async encoder(topic, name) {
      const key = (Object.keys(TOPICS) as TopicKey[]).find((each) => TOPICS[each].name === topic)
      if (name !== 'control' && (key === undefined || TOPICS[key].schema !== name))
        return codec.encoder(topic, name)
      const schema = schemaOf(name === 'control' ? 'control' : key!)
      const subject = name === 'control' ? 'pulse.control-value' : `${topic}-value`
      return createEncoder(avroType(schema), await registry.register(subject, registrable(schema)))
    },
  }
}

/** Publishes the market in parts, each by a writer of its own version, and processes with today's readers after each. */
async function evolved(
  on: Adapter,
  writers: readonly WriterSchema[],
): Promise<{
  readonly digest: string
  readonly letters: readonly string[]
  readonly ids: number
  readonly records: number
}> {
  return withLog(on, async (open) => {
    const part = Math.ceil(MARKET.length / writers.length)
    for (const [at, writer] of writers.entries()) {
      const { log, registry } = await open()
      const run = await ProcessorRun.open(log, codecWriting(registry, writer), 3, DAILY)
      try {
        const { marker } = await run.publish(MARKET.slice(at * part, (at + 1) * part))
        await run.process(marker, { codec: createCodec(registry), snapshotEvents: 40 })
      } finally {
        await run.close()
      }
    }
    const { log, registry } = await open()
    const run = await ProcessorRun.open(log, createCodec(registry), 3, DAILY)
    try {
      const bars = await run.records('bars1d')
      const ids = new Set(bars.map(({ bytes }) => Buffer.from(bytes).readUInt32BE(1)))
      const records = await Promise.all(DAILY.topics.map(async (topic) => (await run.lines(topic)).length))
      return {
        digest: await run.digest(),
        letters: await run.lines('deadLetters'),
        ids: ids.size,
        records: records.reduce((sum, count) => sum + count, 0),
      }
    } finally {
      await run.close()
    }
  })
}

describe.each(ADAPTERS)('schemas that change while running, %s', (on) => {
  let wanted: Promise<Awaited<ReturnType<typeof evolved>>> | undefined
  const undisturbed = () => {
    wanted ??= evolved(on, [current])
    return wanted
  }

  it.each<[string, readonly WriterSchema[], number]>([
    ['a newer producer, then an older one, then the newer again', [current, newer, current, newer], 2],
    ...RELEASES.map((version): [string, readonly WriterSchema[], number] => [
      `a log that ${version} began and this version goes on with`,
      [ofRelease(version), current],
      JSON.stringify(ofRelease(version)('bars1d')) === JSON.stringify(current('bars1d')) ? 1 : 2,
    ]),
  ])('%s: the same results, no dead letter', async (fault, writers, ids) => {
    const [expected, got] = [await undisturbed(), await evolved(on, writers)]
    expect(got.letters).toEqual([])
    expect(got.ids).toBe(ids)
    expect(got.digest).toBe(expected.digest)
    recordFigures({
      kind: 'evolution',
      fault,
      on,
      market: `6 sessions of ${MARKET[0]!.bars.length} shares`,
      seed: SEED,
      rounds: 1,
      injected: writers.length - 1,
      compared: expected.records,
      differences: got.digest === expected.digest ? 0 : expected.records,
    })
  })

  it('an incompatible schema is refused when it is registered, and nothing is written', async () => {
    await withLog(on, async (open) => {
      const first = await open()
      const run = await ProcessorRun.open(first.log, createCodec(first.registry), 3, DAILY)
      await run.publish(MARKET.slice(0, 1))
      const before = await run.log.ends(TOPICS.bars1d.name)
      await run.close()
      const second = await open()
      const broken: WriterSchema = (topic) => {
        const schema = JSON.parse(JSON.stringify(current(topic)))
        if (topic === 'bars1d') schema.fields.push({ name: 'required', type: 'string' })
        return schema
      }
      const opening = ProcessorRun.open(second.log, codecWriting(second.registry, broken), 3, DAILY)
      await expect(opening).rejects.toThrow(
        expect.objectContaining({ code: 'incompatible', message: expect.stringMatching(/default/) }),
      )
      expect(await second.log.ends(TOPICS.bars1d.name)).toEqual(before)
      await second.log.close()
    })
  })
})
