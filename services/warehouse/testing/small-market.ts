import { addDays, dayOfWeek, shanghaiTime, type TradeDate } from '../../../core/market/trade-date.ts'
import type { DeadLetter, Instrument, LateEvent } from '../../../schemas/generated/events.ts'
import type { StoredTopic } from '../ddl/tables.ts'
import {
  activeEpoch,
  bar,
  breadth,
  calendarDay,
  DATE,
  limitState,
  SYMBOL,
  stage,
  tier,
  YUAN,
} from './events.ts'
import type { Publisher } from './publisher.ts'
import { boardMinute, groupMinute, limitChange, marketMinute, minuteBar } from './session-events.ts'
import { smallSignals } from './small-signals.ts'

const STREAK = SYMBOL('600000.SH')
const WARNED = SYMBOL('600001.SH')
const LIQUOR = SYMBOL('600519.SH')
const EX_RIGHTS = SYMBOL('000001.SZ')
const INDEX = SYMBOL('000001.SH')

/** Weekdays of March and half of April 2022, as if every one were a session. */
const SESSIONS: readonly TradeDate[] = Array.from({ length: 46 }, (_, i) =>
  addDays(DATE(2022_03_01), i),
).filter((date) => dayOfWeek(date) <= 5)
const AT_LIMIT = new Map([
  [2022_03_07, 1],
  [2022_03_08, 2],
  [2022_03_09, 3],
  [2022_03_10, 4],
])

/** A market of four shares and an index, with one of everything that an analyst may ask for. */
export async function publishSmallMarket(publisher: Publisher): Promise<void> {
  const main = SESSIONS.slice(0, 31)
  await publisher.publish('datasets', [activeEpoch(), activeEpoch({ dataset: 'sim-7' })])
  await publisher.publish(
    'calendar',
    SESSIONS.map((tradeDate, i) => calendarDay({ tradeDate, previousSession: SESSIONS[i - 1] ?? null })),
  )
  await publisher.publish('instruments', [INSTRUMENT])
  await publisher.publish('bars1d', main.flatMap(barsOf))
  await publisher.publish('bars1d', [bar({ dataset: 'sim-7' })])
  await publisher.publish('limitState', main.flatMap(limitStatesOf))
  await publisher.publish(
    'ladder',
    main
      .slice(0, 30)
      .flatMap((tradeDate) => [
        tier({ tradeDate }),
        tier({ tradeDate, tier: 2, base: 10, promoted: 4, rate: 0.4 }),
      ]),
  )
  await publisher.publish(
    'stage',
    main.flatMap((tradeDate, i) => [
      stage({
        tradeDate,
        height: 4 + (i % 3),
        stage: i % 10 === 9 ? 'chaos-active' : 'chaos-tug',
        promotionRate: 0.25 + (i % 7) / 100,
      }),
      stage({ tradeDate, scope: 'limit20', limitUps: 9 }),
    ]),
  )
  await publisher.publish('stage', [stage({ dataset: 'sim-7', limitUps: 7 })])
  await publisher.publish(
    'breadth',
    main.flatMap((tradeDate, i) => [
      breadth({ tradeDate, meanReturn: ((i % 5) - 2) / 200 }),
      breadth({ tradeDate, scope: 'STAR', traded: 400 }),
    ]),
  )
  await publishSession(publisher)
  await publishSignals(publisher, main)
  await publisher.publish('deadLetters', [DEAD_LETTER])
  await publisher.publish('lateEvents', [LATE_EVENT])
}

/** Series, signals and an account over the sessions. */
async function publishSignals(publisher: Publisher, sessions: readonly TradeDate[]): Promise<void> {
  for (const [topic, events] of Object.entries(smallSignals(sessions)))
    await publisher.publish(topic as StoredTopic, events)
}

/** A few minutes of the first session. */
async function publishSession(publisher: Publisher): Promise<void> {
  const minutes = [29, 30, 31]
  await publisher.publish(
    'minutes',
    minutes.map((minute) => marketMinute({ minute, promoted: 7 + minute - 29 })),
  )
  await publisher.publish(
    'groups',
    minutes.map((minute) => groupMinute({ minute, limitUps: minute - 28 })),
  )
  await publisher.publish(
    'boards',
    minutes.map((minute) => boardMinute({ minute })),
  )
  await publisher.publish('limitChanges', [
    limitChange(),
    limitChange({ sequence: 2, kind: 'openedUp' }),
    limitChange({ sequence: 3, kind: 'resealedUp' }),
  ])
  await publisher.publish(
    'bars1m',
    minutes.map((minute) => minuteBar({ minute })),
  )
}

function barsOf(tradeDate: TradeDate): object[] {
  const day = SESSIONS.indexOf(tradeDate)
  const isAfterRights = tradeDate >= 2022_03_16
  return [
    bar({ tradeDate, symbol: LIQUOR, close: YUAN(10) }),
    bar({ tradeDate, symbol: STREAK, name: '浦发银行' }),
    bar({ tradeDate, symbol: WARNED, riskStatus: 'st' }),
    bar({
      tradeDate,
      symbol: EX_RIGHTS,
      close: YUAN(isAfterRights ? 18 : 20),
      prevClose: YUAN(isAfterRights ? 18 : 20),
    }),
    bar({
      tradeDate,
      symbol: INDEX,
      close: YUAN(3_000 + day),
      prevClose: YUAN(3_000 + Math.max(day - 1, 0)),
    }),
  ]
}

function limitStatesOf(tradeDate: TradeDate): object[] {
  const streak = AT_LIMIT.get(tradeDate)
  const isLast = tradeDate === SESSIONS[30]
  const states: object[] = []
  if (streak !== undefined)
    states.push(
      limitState({
        tradeDate,
        symbol: STREAK,
        streak,
        firstSealTime: shanghaiTime(tradeDate, 9, 31),
        breakCount: 1,
      }),
    )
  if (isLast) states.push(limitState({ tradeDate, symbol: LIQUOR }))
  if (tradeDate === 2022_03_21)
    states.push(
      limitState({ tradeDate, symbol: WARNED, riskStatus: 'st', inUniverse: false, exclusion: 'st' }),
    )
  return states
}

const INSTRUMENT: Instrument = {
  dataset: 'main',
  instrument: WARNED,
  version: 1,
  availableAt: shanghaiTime(DATE(2022_03_01), 8, 0),
  name: 'ST 样本',
  board: 'SH_MAIN',
  listDate: DATE(2000_01_04),
  delistDate: null,
  aliases: [],
  statusKnownFrom: DATE(2010_01_04),
  statusHistory: [{ from: DATE(2022_03_10), until: null, status: 'st' }],
  industry: null,
  concepts: [],
  shareCapital: [],
}

const DEAD_LETTER: DeadLetter = {
  dataset: 'main',
  epoch: 1,
  id: 'a1',
  source: 'bars.csv',
  position: 'line 7',
  tradeDate: DATE(2022_03_02),
  symbol: null,
  code: 'highBelowLow',
  reason: 'The high 9.99 is below the low 10.01.',
  raw: Buffer.from('600000,2022-03-02,10.00,9.99,10.01'),
  length: 5,
  reader: null,
  settles: null,
}

const LATE_EVENT: LateEvent = {
  dataset: 'main',
  epoch: 1,
  topic: 'market.bars.1d',
  key: 'main/600000.SH',
  eventTime: shanghaiTime(DATE(2022_03_02), 15, 0),
  tradeDate: DATE(2022_03_02),
  reason: 'The session was closed.',
  content: '{}',
}
