import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readLetters, recordPlace } from '../../../cli/dead-letters/letter-book.ts'
import { ALL_ROLES, Pipeline } from '../../../cli/pipeline.ts'
import { TopicTail } from '../../../cli/tail/topic-tail.ts'
import { formatTradeDate, shanghaiTime } from '../../../core/market/trade-date.ts'
import { readConfig } from '../../../runtime/config/read-config.ts'
import { ownTask } from '../../../runtime/log/own-task.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import { dailyBar } from '../../../services/ingest/publisher/daily-bar.ts'
import { NO_FACTS } from '../../../services/ingest/reference-facts.ts'
import type { SessionItems } from '../../../services/ingest/source.ts'
import { startMonitor } from '../../../services/monitor/server/start-monitor.ts'
import { publicDigest } from '../../../services/warehouse/digest/public-digest.ts'
import { kafkaForTests } from '../../support/kafka.ts'
import { withHome } from '../../support/pulse-process.ts'
import { asDailyFile, randomMarket } from '../../support/random-market.ts'
import { recordFigures } from '../support/figures.ts'
import { IS_FULL, roundsOf, SEED } from '../support/rounds.ts'
import { POISON_HEADER, type Poison, poisonRecords } from './poison-records.ts'

const kafka = await kafkaForTests()
const PARTITIONS = 3
const MUTATIONS = IS_FULL ? 400 : 40
const ADAPTERS = [
  ['embedded', { KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '' }],
  ...(kafka === undefined
    ? []
    : [['Kafka', { KAFKA_BROKERS: kafka.brokers, SCHEMA_REGISTRY_URL: kafka.registryUrl }] as const]),
] as const

const marketOf = (seed: number): SessionItems[] =>
  asDailyFile(randomMarket({ seed, sessions: 5, symbols: IS_FULL ? 200 : 30, references: 1 }))

describe.each(ADAPTERS)('poison on the log, %s', (on, env) => {
  const rounds = roundsOf({ full: 5, small: 1 })
  it.each(Array.from({ length: rounds }, (_, round) => SEED + round))(
    'is one dead letter each; everything else is as without it (seed %i)',
    async (seed) => {
      const market = marketOf(seed)
      const wanted = await said(env, market, () => Promise.resolve([]))
      const poisoned = await said(env, market, poisonFor(seed, market))
      expect(poisoned.poison.length).toBeGreaterThan(40)
      expect(poisoned.letters.length).toBe(poisoned.poison.length)
      expect(poisoned.letters.sort()).toEqual(poisoned.poison.sort())
      const differing = Object.keys(wanted.views).filter(
        (view) => wanted.views[view] !== poisoned.views[view],
      )
      expect(differing).toEqual([])
      expect(poisoned.rebuilt).toEqual(wanted.rebuilt)
      expect(poisoned.tails).toEqual(wanted.tails)
      expect(poisoned.page).toEqual(wanted.page)
      recordFigures({
        kind: 'poison',
        fault:
          'records that nobody can take, in every topic: bytes, schemas, values, keys, partitions, control records',
        on,
        market: `5 sessions of ${market[0]!.bars.length} shares`,
        seed,
        rounds: 1,
        injected: poisoned.poison.length,
        compared: wanted.rows,
        differences: differing.length,
        note: 'one letter each with topic, partition and offset; page and tail read on, a rebuild over it gives the same views',
      })
    },
  )
})

const poisonFor = (seed: number, market: readonly SessionItems[]) => (pipeline: Pipeline) => {
  const { bar } = market[2]!.bars[0]!
  const eventTime = shanghaiTime(bar.tradeDate, 15, 0)
  const place = { dataset: 'main', epoch: 1, eventTime, late: false }
  const { codec } = pipeline.sources
  return poisonRecords({
    codec,
    seed,
    partitions: PARTITIONS,
    bar: dailyBar(bar, place),
    mutations: MUTATIONS,
  })
}

/** What stands in the views after sessions with poison between them, and after a rebuild over it. */
async function said(
  env: Readonly<Record<string, string>>,
  market: readonly SessionItems[],
  poisonOf: (pipeline: Pipeline) => Promise<readonly Poison[]>,
) {
  return withHome(async (home) => {
    const config = readConfig({
      ...env,
      PULSE_HOME: home,
      PULSE_PARTITIONS: String(PARTITIONS),
      KAFKA_TOPIC_PREFIX: `poison-${randomUUID().slice(0, 8)}.`,
    })
    const pipeline = await Pipeline.start(config, ALL_ROLES, { log: () => undefined })
    try {
      await pipeline.takeOver()
      const publish = async (sessions: readonly SessionItems[]): Promise<void> => {
        const published = await pipeline.ingest.publish(NO_FACTS, async function* () {
          yield* sessions
        })
        await pipeline.landed(published.marker)
      }
      await publish(market.slice(0, 2))
      const poison = await poisonOf(pipeline)
      const { log } = pipeline.sources
      const writer = await ownTask(log, { application: 'poison', processor: 'poison' })
      for (const { record } of poison)
        await writer.task.commit({ outputs: [record], state: new Map(), positions: [] })
      await writer.release()
      await publish(market.slice(2))
      const { views, rows } = await digests(pipeline)
      const standing = await places(pipeline)
      const letters = await readLetters(pipeline.sources)
      const [tails, page] = [await tailsOf(pipeline), await pageOf(pipeline, market)]
      await pipeline.rebuild({})
      return {
        poison: standing,
        letters: letters.map((letter) => {
          const place = recordPlace(letter)!
          return `${place.topic}/${place.partition}/${place.offset}`
        }),
        views,
        rows,
        tails,
        page,
        rebuilt: (await digests(pipeline)).views,
      }
    } finally {
      await pipeline.stop()
    }
  })
}

async function digests(pipeline: Pipeline) {
  const { views } = await publicDigest(pipeline.warehouse.client, { dataset: 'main' })
  const compared = views.filter(({ view }) => view !== 'dead_letters')
  return {
    views: Object.fromEntries(compared.map(({ view, rows, digest }) => [view, `${rows} ${digest}`])),
    rows: compared.reduce((sum, { rows }) => sum + rows, 0),
  }
}

/** Where poison stands, by its header. */
async function places(pipeline: Pipeline): Promise<string[]> {
  const found: string[] = []
  for (const key of Object.keys(TOPICS) as TopicKey[])
    for await (const { topic, partition, records } of pipeline.sources.log.read({
      topic: TOPICS[key].name,
      follow: false,
    }))
      for (const { offset, headers } of records)
        if (headers?.[POISON_HEADER] !== undefined) found.push(`${topic}/${partition}/${offset}`)
  return found
}

/** What `pulse tail` shows of the topics that results stand in: each event once, as a bar in a wrong partition is no poison to it. */
async function tailsOf({
  sources: { log, codec },
}: Pipeline): Promise<Readonly<Record<string, readonly string[]>>> {
  const shown: Record<string, readonly string[]> = {}
  for (const topic of ['bars1d', 'limitState', 'ladder', 'boards', 'stage'] as const) {
    const selection = {
      topic,
      dataset: 'main',
      epoch: 'active',
      controls: false,
      condition: () => true,
    } as const
    const tail = new TopicTail(log, codec, selection, () => undefined)
    const ends = await tail.ends()
    const events = await tail.newest(100_000, ends)
    shown[topic] = [...new Set(events.map(({ value }) => JSON.stringify(value)))].sort()
  }
  return shown
}

/** What the monitor answers of the last session, after it has read what the page follows. */
async function pageOf({ sources }: Pipeline, market: readonly SessionItems[]): Promise<readonly unknown[]> {
  const monitor = await startMonitor({ ...sources, host: '127.0.0.1', port: 0, version: '0.0.0' })
  try {
    // How far the log was read counts the poison as well.
    const ask = async (path: string): Promise<unknown> => ({
      ...((await (await fetch(new URL(path, monitor.url))).json()) as object),
      streamPosition: undefined,
    })
    await expect.poll(() => ask('readyz'), { timeout: 20_000 }).toMatchObject({ ready: true })
    const day = `api/v1/day/${formatTradeDate(market.at(-1)!.tradeDate)}`
    return await Promise.all([ask(`${day}/ladder`), ask(`${day}/feedback`), ask('api/v1/sessions')])
  } finally {
    await monitor.close()
  }
}
