import { sessionMinuteEnd } from '../../../core/market/sessions.ts'
import { addDays, formatTradeDate, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import { createCodec } from '../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../runtime/codec/in-process-registry.ts'
import type { Codec, Encoder } from '../../../runtime/codec/port.ts'
import { openEmbeddedLog } from '../../../runtime/log/embedded/embedded-log.ts'
import type { EventLog } from '../../../runtime/log/port.ts'
import type { IntradayMember } from '../../../schemas/generated/events.ts'
import { TOPICS, type TopicKey } from '../../../schemas/topics.ts'
import { type Monitor, startMonitor } from '../../../services/monitor/server/start-monitor.ts'
import { bundlePage } from '../../../services/monitor/web/bundle-page.ts'
import type { StoredTopic } from '../../../services/warehouse/ddl/tables.ts'
import { startWarehouse, type Warehouse } from '../../../services/warehouse/start-warehouse.ts'
import { activeEpoch, calendarDay, stage, tier } from '../../../services/warehouse/testing/events.ts'
import {
  openTestWarehouse,
  type TestWarehouse,
} from '../../../services/warehouse/testing/open-test-warehouse.ts'
import { Publisher } from '../../../services/warehouse/testing/publisher.ts'
import { changesOf, memberAt, minuteOfChange } from './hand-day.ts'
import { handHistory, weekdaysUpTo } from './hand-history.ts'
import { handGroups, handMinute } from './hand-minute.ts'
import { handSignals, ratioRow } from './hand-signals.ts'
import { type HandStock, handStocks } from './hand-stocks.ts'

export const TODAY = 2022_04_27 as TradeDate
export const DATASET = 'sim-7'
const FIRST_EPOCH = 1

/** An invented market on a real log, in a real warehouse, behind the real monitor. */
export class HandMarket {
  readonly test: TestWarehouse
  readonly #log: EventLog
  readonly #codec: Codec
  readonly #publisher: Publisher
  readonly #sink: Warehouse
  readonly stocks: readonly HandStock[] = handStocks(7)
  #monitor: Monitor | undefined
  #stages: (string | null)[] = []
  #marks = 0
  #epoch = FIRST_EPOCH

  static async open(): Promise<HandMarket> {
    const test = await openTestWarehouse()
    const log = await openEmbeddedLog({ home: test.home })
    const codec = createCodec(createInProcessRegistry(test.home))
    await log.ensureTopics(
      Object.values(TOPICS).map(({ name, cleanup }) => ({ name, cleanup, partitions: 1 })),
    )
    const publisher = await Publisher.open(log, codec, 1)
    const sink = await startWarehouse({ log, codec, warehouse: test.warehouse })
    return new HandMarket(test, log, codec, publisher, sink)
  }

  private constructor(
    test: TestWarehouse,
    log: EventLog,
    codec: Codec,
    publisher: Publisher,
    sink: Warehouse,
  ) {
    this.test = test
    this.#log = log
    this.#codec = codec
    this.#publisher = publisher
    this.#sink = sink
  }

  /** Serves the page; a second call serves it again on the same port, as after a restart. */
  async serve(port = 0): Promise<string> {
    this.#monitor = await startMonitor({
      log: this.#log,
      codec: this.#codec,
      warehouse: this.test.warehouse,
      host: '127.0.0.1',
      port,
      version: 'test',
      page: await bundlePage(),
    })
    return this.#monitor.url
  }

  async stopServing(): Promise<void> {
    await this.#monitor?.close()
    this.#monitor = undefined
  }

  /** Sessions before today, and names; yesterday by the minute. */
  async publishPast(): Promise<void> {
    const dates = weekdaysUpTo(TODAY, 120)
    const before = dates.slice(0, -1)
    await this.#publisher.publish('datasets', [activeEpoch({ dataset: DATASET })])
    await this.#publisher.publish(
      'calendar',
      dates.map((tradeDate, index) => calendarDay({ tradeDate, previousSession: dates[index - 1] ?? null })),
    )
    await this.#publisher.publish('instruments', this.stocks.map(instrument))
    const { stages, breadths } = handHistory(DATASET, before)
    await this.#publisher.publish('stage', stages)
    await this.#publisher.publish('breadth', breadths)
    const yesterday = dates.at(-2)!
    const stocks = handStocks(6)
    for (let minute = 0; minute <= 240; minute += 1) {
      const members = membersAt(stocks, yesterday, minute)
      await this.#publisher.publish('minutes', [
        handMinute(members, { ...this.#place, date: yesterday, minute, known: 0, stages: [] }),
      ])
    }
  }

  /** The session is open: its daily rows are there, provisional, and no minute is. */
  async publishMorning(): Promise<void> {
    const figures = {
      dataset: DATASET,
      tradeDate: TODAY,
      final: false,
      limitUps: 0,
      touched: 0,
      broken: 0,
      height: 0,
    }
    await this.#publisher.publish('stage', [
      stage({ ...figures, promoted: 0, promotionRate: 0, stage: null, stageReason: 'belowGrid' }),
    ])
    await this.#publisher.publish('ladder', [
      tier({ dataset: DATASET, tradeDate: TODAY, boards: 0, base: 34, promoted: 0, rate: 0, final: false }),
    ])
  }

  /** Today's minutes [from, to] and everything that happened in them. */
  async publishToday(from: number, to: number, known = 12): Promise<void> {
    const changes = this.stocks
      .flatMap((stock) => changesOf(stock, this.#place, TODAY))
      .sort((a, b) => a.eventTime - b.eventTime)
    for (let minute = from; minute <= to; minute += 1) {
      const members = membersAt(this.stocks, TODAY, minute)
      const place = { ...this.#place, date: TODAY, minute, known, stages: this.#stages }
      const row = handMinute(members, place)
      this.#stages.push(row.stage)
      await this.#publisher.publish(
        'limitChanges',
        changes.filter((change) => minuteOfChange(TODAY, change) === minute),
      )
      await this.#publish('partials', [partial(this.#place, members, row.eventTime, minute)])
      await this.#publisher.publish(
        'boards',
        members.map((member) => board(this.#place, member, row.eventTime, minute)),
      )
      await this.#publisher.publish('minutes', [row])
      if (minute % 10 === 0 || minute === to)
        await this.#publisher.publish('groups', handGroups(members, place))
    }
  }

  /** Rows of every family of signals up to today, and an account. */
  async publishSignals(): Promise<void> {
    const events = handSignals(this.#place, weekdaysUpTo(TODAY, 260))
    for (const [topic, rows] of Object.entries(events))
      await this.#publisher.publish(topic as StoredTopic, rows)
  }

  /** VVIX/VIX of one more US session. */
  async publishRatio(days: number, value: number, average: number): Promise<void> {
    await this.#publisher.publish('volatility', [ratioRow(this.#place, addDays(TODAY, days), value, average)])
  }

  /** The market half a minute before the end of a minute, as it comes between two rows. */
  async publishLive(minute: number): Promise<void> {
    const members = membersAt(this.stocks, TODAY, minute)
    const place = { ...this.#place, date: TODAY, minute, known: 12, stages: this.#stages }
    const row = handMinute(members, place)
    const eventTime = sessionMinuteEnd(TODAY, minute) - 30_000
    const live = { ...row, settled: false, eventTime }
    await this.#publish('live', [live])
    await this.#publish('livePartials', [partial(this.#place, members, eventTime, minute)])
  }

  /** Today again in a new epoch, which the views then show, with a band of so many sessions. */
  async rebuild(to: number, known: number): Promise<void> {
    this.#epoch += 1
    this.#stages = []
    await this.publishToday(0, to, known)
    await this.landed()
    await this.#publisher.publish('datasets', [
      activeEpoch({ dataset: DATASET, epoch: this.#epoch, version: this.#epoch }),
    ])
    await this.landed()
  }

  get #place(): EpochPlace {
    return { dataset: DATASET, epoch: this.#epoch }
  }

  /** Until everything that was published stands in SQL. */
  async landed(): Promise<void> {
    this.#marks += 1
    await this.#publisher.mark(`mark-${this.#marks}`)
    await this.#sink.landed(`mark-${this.#marks}`)
  }

  async #publish(topic: TopicKey, events: readonly { readonly eventTime: number }[]): Promise<void> {
    const { name, schema } = TOPICS[topic]
    const encoder = (await this.#codec.encoder(name, schema)) as Encoder<unknown>
    await this.#publisher.write(
      events.map((event) => ({
        topic: name,
        key: `${DATASET}/0`,
        value: encoder.encode(event),
        timestamp: event.eventTime,
      })),
    )
  }

  async close(): Promise<void> {
    await this.stopServing()
    await this.#sink.stop()
    await this.#publisher.close()
    await this.#log.close()
    await this.test.close()
  }
}

interface EpochPlace {
  readonly dataset: string
  readonly epoch: number
}

function membersAt(stocks: readonly HandStock[], date: TradeDate, minute: number): readonly IntradayMember[] {
  return stocks.flatMap((stock) => memberAt(stock, date, minute) ?? [])
}

function partial(place: EpochPlace, members: readonly IntradayMember[], eventTime: number, minute: number) {
  return {
    ...place,
    revision: 0,
    deleted: false,
    task: 0,
    tradeDate: TODAY,
    eventTime,
    minute,
    members,
    tallies: [],
    expected: 4_790,
    seen: 4_788,
    suspended: 11,
    cohortMissing: 0,
    stale: 0,
    hygiene: {},
  }
}

function board(
  place: EpochPlace,
  { industry, concepts, ...member }: IntradayMember,
  eventTime: number,
  minute: number,
) {
  return { ...place, revision: 0, deleted: false, ...member, tradeDate: TODAY, eventTime, minute }
}

function instrument({ symbol, name, board, industry, concepts }: HandStock) {
  return {
    dataset: DATASET,
    instrument: symbol,
    version: 1,
    availableAt: shanghaiTime(2022_01_04 as TradeDate, 8, 0),
    name,
    board,
    listDate: 2000_01_04,
    delistDate: null,
    aliases: [],
    statusKnownFrom: 2010_01_04,
    statusHistory: [],
    industry,
    concepts: [...concepts],
  }
}

export const todayText = formatTradeDate(TODAY)
