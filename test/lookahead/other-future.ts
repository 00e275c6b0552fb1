import type { Price } from '../../core/market/price.ts'
import { sessionClose, shanghaiDate } from '../../core/market/trade-date.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import type { Instrument } from '../../schemas/generated/events.ts'
import type { SessionItems, SourceBar } from '../../services/ingest/source.ts'
import type { SourceTick, Sweep } from '../../services/ingest/ticks/source-tick.ts'
import type { SeriesTopic, Timeline } from '../support/series-run.ts'

/** Share of what comes after the moment that does not come at all. */
const LOST = 0.1

/** Says what a record is and not what it tells: a record with another one is another record. */
const IDENTITY = new Set(['eventTime', 'tradeDate', 'period', 'dataset', 'epoch', 'task', 'late'])

/** A timeline that is the same up to a moment; of what comes later, some is lost and every figure is another. */
export function otherFuture(timeline: Timeline, moment: number, random: () => number): Timeline {
  const events = timeline.events.flatMap((event) => {
    if (event.eventTime <= moment) return [event]
    return random() < LOST ? [] : [withOtherFigures(event, random)]
  })
  return { ...timeline, events }
}

const withOtherFigures = (
  event: AnyInputEvent<SeriesTopic>,
  random: () => number,
): AnyInputEvent<SeriesTopic> =>
  ({ ...event, value: otherFigures(event.value, random) }) as AnyInputEvent<SeriesTopic>

/** Every number anywhere in a record, whole numbers to whole numbers. */
function otherFigures(value: unknown, random: () => number): unknown {
  if (typeof value === 'number') {
    const other = value * (0.4 + 0.6 * random())
    return Number.isInteger(value) ? Math.round(other) : other
  }
  if (Array.isArray(value)) return value.map((each) => otherFigures(each, random))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      IDENTITY.has(name) ? field : otherFigures(field, random),
    ]),
  )
}

/** The same of sessions of bars and snapshots. A session that is under way keeps the snapshots up to the moment. */
export function otherSessions(
  sessions: readonly SessionItems[],
  moment: number,
  random: () => number,
): SessionItems[] {
  return sessions.map(({ tradeDate, bars, omissions, ticks }) => ({
    tradeDate,
    omissions,
    bars:
      sessionClose(tradeDate) <= moment
        ? bars
        : bars.flatMap((taken) => (random() < LOST ? [] : [{ ...taken, bar: otherBar(taken.bar, random) }])),
    ...(ticks === undefined
      ? {}
      : { ticks: { ...ticks, sweeps: otherSweeps(ticks.sweeps as readonly Sweep[], moment, random) } }),
  }))
}

function otherBar(bar: SourceBar, random: () => number): SourceBar {
  const factor = 0.7 + 0.6 * random()
  const price = (of: number): Price => (Math.round((of * factor) / 100) * 100) as Price
  return {
    ...bar,
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(bar.close),
    volume: Math.ceil(bar.volume * random()),
    amount: bar.amount === null ? null : (Math.ceil(bar.amount * random()) as typeof bar.amount),
  }
}

const otherSweeps = (sweeps: readonly Sweep[], moment: number, random: () => number): Sweep[] =>
  sweeps.map(({ until, ticks }) => ({
    until,
    ticks: ticks.flatMap((tick) => {
      if (tick.eventTime <= moment) return [tick]
      return random() < 3 * LOST ? [] : [otherTick(tick, random)]
    }),
  }))

const otherTick = (tick: SourceTick, random: () => number): SourceTick => ({
  ...tick,
  last: tick.last === null ? null : ((tick.last + 100) as Price),
  volume: tick.volume + 5_000,
  bidVolumes: [77],
  status: random() < 0.2 ? 'halted' : tick.status,
})

/** The same of the table of instruments: other dates and other figures, wherever a date is later. */
export function otherInstruments(
  instruments: readonly Instrument[],
  moment: number,
  random: () => number,
): Instrument[] {
  const today = shanghaiDate(moment as Parameters<typeof shanghaiDate>[0])
  return instruments.map((record) => ({
    ...record,
    delistDate: record.delistDate !== null && record.delistDate > today ? null : record.delistDate,
    shareCapital: record.shareCapital.map((step) =>
      step.effectiveDate > today
        ? { ...step, totalShares: Math.ceil(step.totalShares * (0.1 + 3 * random())) }
        : step,
    ),
    statusHistory: record.statusHistory
      .filter(({ from }) => from <= today)
      .map((span) => (span.until !== null && span.until > today ? { ...span, until: null } : span)),
  }))
}
