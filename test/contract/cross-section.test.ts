import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import type { Fen, Price } from '../../core/market/price.ts'
import { segmentsOf } from '../../core/market/segments.ts'
import type { TradeDate } from '../../core/market/trade-date.ts'
import type { DailyBar, Instrument } from '../../schemas/generated/events.ts'
import { type CrossSectionDay, CrossSectionRun } from '../support/cross-section-run.ts'
import { testBar, testInstrument } from '../support/pipeline-harness.ts'
import { randomFrom } from '../support/random-market.ts'

const SESSIONS = 14
const COMPANIES = 460
const INDUSTRIES = ['半导体', '银行', '通信设备']
const CONCEPTS = ['PCB', 'CPO概念', '存储芯片']

interface Made {
  readonly instruments: readonly Instrument[]
  readonly days: readonly { readonly tradeDate: TradeDate; readonly bars: readonly DailyBar[] }[]
}

/** A market in which shares are issued, suspended and marked ST, with more companies than the index has. */
function made(seed: number): Made {
  const random = randomFrom(seed)
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const dates: TradeDate[] = [20240401 as TradeDate]
  while (dates.length < SESSIONS) dates.push(chineseCalendar.next(dates.at(-1)!))
  const instruments = Array.from({ length: COMPANIES }, (_, at) =>
    testInstrument(`${600_000 + at}.SH`, {
      industry: random() < 0.1 ? null : pick(INDUSTRIES),
      concepts: CONCEPTS.filter(() => random() < 0.3),
      shareCapital:
        random() < 0.05
          ? []
          : [
              { effectiveDate: 20200101 as TradeDate, totalShares: 1_000 + Math.floor(random() * 9e8) },
              { effectiveDate: pick(dates), totalShares: 1_000 + Math.floor(random() * 9e8) },
            ].slice(0, random() < 0.8 ? 1 : 2),
      statusHistory:
        random() < 0.1 ? [{ from: pick(dates), until: pick([null, ...dates]), status: 'st' }] : [],
    }),
  )
  const closes = instruments.map(() => 2 + random() * 60)
  const days = dates.map((tradeDate) => ({
    tradeDate,
    bars: instruments.flatMap(({ instrument }, at) => {
      if (random() < 0.06) return []
      const before = closes[at]!
      closes[at] = Math.max(1, before * (0.9 + 0.2 * random()))
      const amount = random() < 0.02 ? null : (Math.floor(random() * 1e11) as Fen)
      const reference = random() < 0.3 ? before * (random() < 0.2 ? 0.7 : 1) : null
      const close = closes[at]!
      return [testBar(tradeDate, [instrument, close, close, close, close, reference, { amount }])]
    }),
  }))
  return { instruments, days }
}

const runOf = (
  { instruments, days }: Made,
  options: ConstructorParameters<typeof CrossSectionRun>[1] = {},
): CrossSectionDay[] => {
  const run = new CrossSectionRun(instruments, options)
  return days.map(({ tradeDate, bars }, at) =>
    run.session(
      {
        tradeDate,
        previousSession: days[at - 1]?.tradeDate ?? null,
        history: at === 0 ? 'first' : 'known',
        dataGap: false,
      },
      bars,
    ),
  )
}

const signals = (days: readonly CrossSectionDay[]) =>
  days.map(({ crowding, microcap }) => ({ crowding, microcap }))

describe('cross-section, crowding and the microcap index', () => {
  const market = made(400)
  const expected = runOf(market)

  it('equal a naive recomputation of every session', () => {
    expected.forEach(({ crowding, microcap }, at) => {
      const naive = naiveDay(market, at)
      expect(crowding.find(({ subject }) => subject === 'TMT')?.value).toBe(naive.tmtShare)
      expect(crowding.find(({ signal }) => signal === 'turnover_calm')?.components.rate).toBe(naive.rate)
      const pcb = crowding.find(({ subject }) => subject === 'concept:PCB')
      expect(pcb?.value).toBe(naive.pcbShare)
      expect(microcap).toHaveLength(at === 0 ? 0 : 1)
      if (at === 0) return
      expect(microcap[0]!.components.members).toBe(naive.members)
      expect(microcap[0]!.components.return).toBeCloseTo(naive.change!, 13)
      expect(microcap[0]!.components.largestCap).toBe(naive.largestCap)
      expect(microcap[0]!.components.suspended).toBe(naive.suspended)
    })
    expect(expected.at(-1)!.microcap[0]!.state).toBe('full')
  })

  it.each([2, 3, 7])('say the same on %i tasks', (tasks) => {
    expect(signals(runOf(market, { tasks }))).toEqual(signals(expected))
  })

  it('say the same however events are batched, rolled back and restored', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = randomFrom(seed)
        const disturbed = runOf(market, {
          tasks: 2,
          batches: () => 1 + Math.floor(random() * 5),
          rollsBack: () => random() < 0.3,
          restores: () => random() < 0.3,
        })
        expect(signals(disturbed)).toEqual(signals(expected))
      }),
      { numRuns: 6 },
    )
  })

  it('do not look ahead: whatever happens after a session changes nothing up to it', () => {
    for (const at of [0, 5, 12]) {
      const future = market.days.map((day, place) =>
        place <= at
          ? day
          : { ...day, bars: day.bars.map((bar) => ({ ...bar, close: (bar.close * 3) as Price })) },
      )
      const changed = runOf({ ...market, days: future })
      expect(changed.slice(0, at + 1)).toEqual(expected.slice(0, at + 1))
      expect(changed[at + 1]).not.toEqual(expected[at + 1])
    }
  })
})

interface NaiveDay {
  readonly tmtShare: number
  readonly pcbShare: number
  readonly rate: number
  readonly members?: number
  readonly change?: number
  readonly largestCap?: number
  readonly suspended?: number
}

/** The figures of one session from the bars of all sessions up to it, with nothing remembered in between. */
function naiveDay({ instruments, days }: Made, at: number): NaiveDay {
  const { tradeDate, bars } = days[at]!
  const known = new Map(instruments.map((record) => [record.instrument, record]))
  const sum = (some: readonly DailyBar[]): number =>
    some.reduce((total, { amount }) => total + (amount ?? 0), 0)
  const share = (belongs: (record: Instrument) => boolean): number =>
    sum(bars.filter(({ instrument }) => belongs(known.get(instrument)!))) / sum(bars)
  const sharesOn = (record: Instrument, date: TradeDate): number | undefined =>
    [...record.shareCapital].reverse().find(({ effectiveDate }) => effectiveDate <= date)?.totalShares
  const capOf = (bar: DailyBar, date: TradeDate): number | undefined => {
    const shares = sharesOn(known.get(bar.instrument)!, date)
    return shares === undefined ? undefined : Math.round((bar.close * shares) / 10_000)
  }
  const both = bars.filter((bar) => bar.amount !== null && capOf(bar, tradeDate) !== undefined)
  const figures = {
    tmtShare: share((record) => segmentsOf(record).includes('TMT')),
    pcbShare: share(({ concepts }) => concepts.includes('PCB')),
    rate: sum(both) / 100 / both.reduce((total, bar) => total + capOf(bar, tradeDate)!, 0),
  }
  if (at === 0) return figures
  const before = days[at - 1]!.tradeDate
  const lastBar = (instrument: string, until: number): DailyBar | undefined =>
    days
      .slice(0, until + 1)
      .flatMap((day) => day.bars)
      .findLast((bar) => bar.instrument === instrument)
  const isSt = ({ statusHistory }: Instrument): boolean =>
    statusHistory.some(({ from, until }) => from <= before && (until === null || before < until))
  const members = instruments
    .filter((record) => !isSt(record))
    .flatMap((record) => {
      const last = lastBar(record.instrument, at - 1)
      const cap = last === undefined ? undefined : capOf(last, before)
      return last === undefined || cap === undefined ? [] : [{ record, last, cap }]
    })
    .sort((a, b) => a.cap - b.cap || (a.record.instrument < b.record.instrument ? -1 : 1))
    .slice(0, 400)
  const today = members.map(({ record }) => bars.find(({ instrument }) => instrument === record.instrument))
  const returns = today.map((bar, place) =>
    bar === undefined ? 0 : bar.close / (bar.prevClose ?? members[place]!.last.close) - 1,
  )
  return {
    ...figures,
    members: members.length,
    change: returns.reduce((total, value) => total + value, 0) / members.length,
    largestCap: members.at(-1)!.cap,
    suspended: today.filter((bar) => bar === undefined).length,
  }
}
