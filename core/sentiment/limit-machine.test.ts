import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fen, Price } from '../market/price.ts'
import type { Phase } from '../market/session-table.ts'
import { type EventTime, shanghaiTime, type TradeDate } from '../market/trade-date.ts'
import {
  changesBetween,
  type LimitChangeKind,
  type LimitMachine,
  type LimitTick,
  step,
  UNTRADED,
  witness,
} from './limit-machine.ts'

const UP = 110_000 as Price
const DOWN = 90_000 as Price
const LIMITS = { limitUp: UP, limitDown: DOWN }
const DATE = 20260706 as TradeDate
const at = (clock: string): EventTime => {
  const [hour, minute, second = 0] = clock.split(':').map(Number)
  return shanghaiTime(DATE, hour!, minute!, second)
}

/** A trade in continuous trading with sellers and buyers on both sides. */
const tick = (clock: string, last: number, extra: Partial<LimitTick> = {}): LimitTick => ({
  eventTime: at(clock),
  phase: 'continuousAm',
  isTrade: true,
  halted: false,
  last: last as Price,
  high: last as Price,
  low: last as Price,
  noBook: false,
  bidPrice: last - 100,
  bidVolume: 500,
  askPrice: last + 100,
  askVolume: 500,
  ...extra,
})
const EMPTY_ASK = { askPrice: 0, askVolume: 0 }
const sealed = (clock: string, extra: Partial<LimitTick> = {}): LimitTick =>
  tick(clock, UP, { bidPrice: UP, bidVolume: 10_000, ...EMPTY_ASK, ...extra })
const atLimit = (clock: string): LimitTick => tick(clock, UP, { askPrice: UP, askVolume: 500, high: UP })
const below = (clock: string, extra: Partial<LimitTick> = {}): LimitTick =>
  tick(clock, 105_000, { high: UP, ...extra })

const run = (ticks: readonly LimitTick[]): LimitMachine =>
  ticks.reduce((machine, next) => step(machine, next, LIMITS), UNTRADED)

function changesOf(ticks: readonly LimitTick[]): [LimitChangeKind, EventTime][] {
  const changes: [LimitChangeKind, EventTime][] = []
  let machine = UNTRADED
  for (const next of ticks) {
    const after = step(machine, next, LIMITS)
    for (const kind of changesBetween(machine, after)) changes.push([kind, next.eventTime])
    machine = after
  }
  return changes
}

describe('limit machine', () => {
  it('follows a board that is touched, sealed, opened and sealed again', () => {
    const ticks = [
      tick('9:31', 108_000),
      atLimit('9:32'),
      sealed('9:33'),
      sealed('9:34', { bidVolume: 30_000 }),
      below('9:40'),
      sealed('9:50', { high: UP, bidVolume: 2_000 }),
    ]
    expect(changesOf(ticks)).toEqual([
      ['touchedUp', at('9:32')],
      ['sealedUp', at('9:33')],
      ['openedUp', at('9:40')],
      ['resealedUp', at('9:50')],
    ])
    expect(run(ticks)).toMatchObject({
      position: 'sealedUp',
      up: {
        firstTouch: at('9:32'),
        firstSeal: at('9:33'),
        lastSeal: at('9:50'),
        breaks: 1,
        sealVolume: 2_000,
        sealAmount: 2_000 * 1_100,
        maxSealAmount: 30_000 * 1_100,
      },
    })
  })

  it('sees in the high a touch between two snapshots', () => {
    const machine = run([tick('10:00', 105_000, { high: UP })])
    expect(machine).toMatchObject({ position: 'below', up: { firstTouch: at('10:00'), firstSeal: null } })
  })

  it('is sealed at 09:25 when the opening trade is at the limit and nobody sells', () => {
    expect(run([sealed('9:25', { phase: 'openMatch' })])).toMatchObject({
      position: 'sealedUp',
      up: { firstSeal: at('9:25'), breaks: 0 },
    })
  })

  it('learns nothing from auctions (G34)', () => {
    const call = (clock: string, phase: Phase): LimitTick =>
      sealed(clock, { phase, isTrade: false, last: null, high: null, low: null })
    const opening = tick('9:25', 105_000, { phase: 'openMatch' })
    const machine = run([call('9:16', 'openCall'), call('9:24', 'openCallNoCancel'), opening])
    expect(machine).toMatchObject({ position: 'below', up: { firstTouch: null, firstSeal: null } })
    const before = run([opening, sealed('14:56:57', { phase: 'continuousPm' })])
    expect(step(before, tick('14:58', 105_000, { phase: 'closeCall', isTrade: false }), LIMITS)).toBe(before)
  })

  it.each([
    [
      'closes at the limit with sellers left',
      tick('15:00', UP, { phase: 'closeMatch', askPrice: UP }),
      'sealedUp',
    ],
    ['closes below', tick('15:00', 109_000, { phase: 'closeMatch', high: UP }), 'below'],
  ] as const)('is final at 15:00: %s', (_what, closing, position) => {
    expect(run([atLimit('10:00'), closing]).position).toBe(position)
  })

  it('holds its state over halts, and takes the first sight of a halted share from its price', () => {
    const halt = { halted: true, isTrade: false, noBook: true, bidPrice: 0, bidVolume: 0, ...EMPTY_ASK }
    const before = run([sealed('10:00')])
    expect(step(before, tick('13:05', 105_000, halt), LIMITS)).toBe(before)
    expect(run([tick('10:40', UP, halt)])).toMatchObject({ position: 'sealedUp', noBook: true })
  })

  it('takes sealed from the price where there is no book, but not from one bad book', () => {
    const noBook = { noBook: true, bidPrice: 0, bidVolume: 0, ...EMPTY_ASK }
    expect(run([tick('10:00', UP, noBook)])).toMatchObject({ position: 'sealedUp', noBook: true })
    expect(run([atLimit('10:00'), tick('10:01', UP, noBook)]).position).toBe('atLimitUp')
  })

  it('has no limits on a day without them (G8)', () => {
    const free = { limitUp: null, limitDown: null }
    expect(step(UNTRADED, sealed('10:00'), free)).toMatchObject({
      position: 'below',
      up: { firstTouch: null },
    })
  })

  it('learns from an older snapshot only that a limit was touched', () => {
    const before = run([tick('10:00', 105_000)])
    const after = witness(before, { eventTime: at('9:50'), high: UP, low: null }, LIMITS)
    expect(after).toMatchObject({ position: 'below', up: { firstTouch: at('9:50'), firstSeal: null } })
    expect(changesBetween(before, after)).toEqual(['touchedUp'])
    expect(witness(after, { eventTime: at('9:55'), high: UP, low: null }, LIMITS)).toBe(after)
  })
})

describe('golden day E6 (G16)', () => {
  const day: Record<string, readonly LimitTick[]> = {
    A: [sealed('9:25', { phase: 'openMatch' }), below('13:30', { phase: 'continuousPm' })],
    B: [tick('9:25', 105_000, { phase: 'openMatch' })],
    C: [
      tick('9:25', 108_000, { phase: 'openMatch' }),
      atLimit('10:00'),
      sealed('10:01'),
      sealed('15:00', { phase: 'closeMatch' }),
    ],
    F: [
      tick('9:25', 100_000, { phase: 'openMatch' }),
      sealed('14:20', { phase: 'continuousPm' }),
      sealed('15:00', { phase: 'closeMatch' }),
    ],
  }
  const boards: Record<string, number> = { A: 1, B: 1, C: 2, F: 0 }

  // time, sealed and touched of the cohort {A, B, C}, provisional height
  it.each([
    ['9:25', 1, 1, 2],
    ['10:00', 1, 2, 2],
    ['10:01', 2, 2, 3],
    ['13:30', 1, 2, 3],
    ['14:20', 1, 2, 3],
    ['15:00', 1, 2, 3],
  ])('%s', (clock, sealedCount, touchedCount, height) => {
    const states = Object.entries(day).map(
      ([name, ticks]) => [name, run(ticks.filter(({ eventTime }) => eventTime <= at(clock)))] as const,
    )
    const cohort = states.filter(([name]) => name !== 'F').map(([, machine]) => machine)
    const isSealed = ({ position }: LimitMachine): boolean => position === 'sealedUp'
    expect(cohort.filter(isSealed)).toHaveLength(sealedCount)
    expect(cohort.filter(({ up }) => up.firstTouch !== null)).toHaveLength(touchedCount)
    const heights = states.filter(([, machine]) => isSealed(machine)).map(([name]) => boards[name]! + 1)
    expect(Math.max(...heights)).toBe(height)
  })
})

describe('against a recomputation from all snapshots', () => {
  const prices = [DOWN, 95_000, 100_000, 105_000, UP]
  const side = fc.constantFrom('both', 'bids', 'asks', 'none')
  const anyTick = fc.record({
    last: fc.constantFrom(...prices),
    reach: fc.constantFrom(...prices),
    side,
    volume: fc.integer({ min: 1, max: 1_000_000 }),
    phase: fc.constantFrom<Phase>('continuousAm', 'continuousAm', 'continuousPm', 'closeCall', 'closeMatch'),
    halted: fc.boolean(),
  })
  const days = fc.array(anyTick, { maxLength: 60 }).map((rows) => {
    let [high, low] = [0, Number.POSITIVE_INFINITY]
    return rows.map(({ last, reach, side: book, volume, phase, halted }, second): LimitTick => {
      high = Math.max(high, last, reach)
      low = Math.min(low, last, reach)
      const bids = book === 'both' || book === 'bids'
      const asks = book === 'both' || book === 'asks'
      return {
        eventTime: (at('9:30') + second * 3_000) as EventTime,
        phase,
        isTrade: !halted && phase !== 'closeCall',
        halted,
        last: last as Price,
        high: high as Price,
        low: low as Price,
        noBook: false,
        bidPrice: bids ? last : 0,
        bidVolume: bids ? volume : 0,
        askPrice: asks ? last : 0,
        askVolume: asks ? volume : 0,
      }
    })
  })

  /** Everything anew from the list of what may be read, without a state. */
  function naive(ticks: readonly LimitTick[], up: boolean): LimitMachine['up'] {
    // The first snapshot of the day is read in a halt too; after it only trades are.
    const first = ticks.findIndex(({ isTrade, halted }) => isTrade || halted)
    const read = ticks.filter(({ isTrade }, index) => isTrade || index === first)
    const limit = up ? UP : DOWN
    const isSealed = read.map((row) => {
      if (row.last !== limit) return false
      if (row.phase === 'closeMatch') return true
      return up
        ? row.askVolume === 0 && row.bidPrice === limit && row.bidVolume > 0
        : row.bidVolume === 0 && row.askPrice === limit && row.askVolume > 0
    })
    const queued = read.map((row, index) => {
      if (!isSealed[index]) return 0
      if (up) return row.bidPrice === limit ? row.bidVolume : 0
      return row.askPrice === limit ? row.askVolume : 0
    })
    const begins = isSealed.map((now, index) => now && isSealed[index - 1] !== true)
    const timeOf = (index: number): EventTime | null => read[index]?.eventTime ?? null
    const amount = (shares: number): Fen => ((shares * limit) / 100) as Fen
    return {
      firstTouch: timeOf(read.findIndex((row) => (up ? row.high! >= UP : row.low! <= DOWN))),
      firstSeal: timeOf(begins.indexOf(true)),
      lastSeal: timeOf(begins.lastIndexOf(true)),
      breaks: isSealed.filter((now, index) => !now && isSealed[index - 1] === true).length,
      sealVolume: queued.at(-1) ?? 0,
      sealAmount: amount(queued.at(-1) ?? 0),
      maxSealAmount: amount(Math.max(0, ...queued)),
    }
  }

  it('gives the same after every snapshot, for both limits', () => {
    fc.assert(
      fc.property(days, (ticks) => {
        let machine = UNTRADED
        for (const [index, next] of ticks.entries()) {
          machine = step(machine, next, LIMITS)
          const sofar = ticks.slice(0, index + 1)
          expect(machine.up).toEqual(naive(sofar, true))
          expect(machine.down).toEqual(naive(sofar, false))
        }
      }),
    )
  })

  it('announces exactly as many openings as it counts, and a touch before any seal', () => {
    fc.assert(
      fc.property(days, (ticks) => {
        const kinds = changesOf(ticks).map(([kind]) => kind)
        const { up, down } = run(ticks)
        expect(kinds.filter((kind) => kind === 'openedUp')).toHaveLength(up.breaks)
        expect(kinds.filter((kind) => kind === 'openedDown')).toHaveLength(down.breaks)
        expect(kinds.filter((kind) => kind === 'touchedUp')).toHaveLength(up.firstTouch === null ? 0 : 1)
        if (kinds.includes('sealedUp'))
          expect(kinds.indexOf('touchedUp')).toBeLessThan(kinds.indexOf('sealedUp'))
      }),
    )
  })
})
