import { chineseCalendar } from '../../core/market/chinese-calendar.ts'
import { lastSessionOf } from '../../core/market/schedules.ts'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import { wilsonInterval } from '../../core/statistics/wilson-interval.ts'
import type { AnyInputEvent } from '../../runtime/processor/processor.ts'
import type { Signal, Target } from '../../schemas/generated/events.ts'
import { microcapProcessor } from '../../services/signals/microcap/microcap-processor.ts'
import { runSeries, sessionsBetween } from '../../test/support/series-run.ts'
import { accountsOf, summaryTable, yearTable } from './accounts.ts'
import { allABars, allShareBars, indexBars, microcapBars, realData } from './chinese-history.ts'
import { markdownTable, percent } from './markdown.ts'

/**
 * Figures of docs/signals/microcap.md on real history: `npx tsx tools/evidence/microcap.ts`, with the data in the
 * folder that PULSE_TEST_DATA names.
 */
const folder = realData()
if (folder === undefined) throw new Error('No real data: let PULSE_TEST_DATA name their folder.')

type Bar = AnyInputEvent<'series'>

const FIRST = 20100104
const LAST = 20260318
const sessions = sessionsBetween(FIRST, LAST)
const micro = microcapBars(folder)
const market = [...allABars(folder), ...allShareBars(folder), ...indexBars(folder, '1.000905', '000905.SH')]
/** What might stand for the Mao index, fed as the configured one. */
const PROXIES = {
  'CSI 300': '1.000300',
  'SSE 50': '1.000016',
  'CSI 500': '1.000905',
  'SSE Composite': '1.000001',
  'CSI Dividend Low Volatility': '1.H30269',
} as const

const eventsWith = (column: string): Bar[] => [...micro, ...market, ...indexBars(folder, column, '000300.SH')]

interface Said {
  readonly signals: readonly Signal[]
  readonly targets: readonly Target[]
}

function said(events: readonly Bar[]): Said {
  const outputs = runSeries(microcapProcessor, { sessions, events })
  return {
    signals: outputs.flatMap(({ topic, value }) =>
      topic === 'microcap' ? [value as unknown as Signal] : [],
    ),
    targets: outputs.flatMap(({ topic, value }) => (topic === 'targets' ? [value as unknown as Target] : [])),
  }
}

const named = ({ signals }: Said, name: string): readonly Signal[] =>
  signals.filter(({ signal }) => signal === name)

const events = eventsWith(PROXIES['CSI 300'])
const real = said(events)

console.log('## Published weeks\n')
printPublishedWeeks()
console.log('\n## Rotation and timing by year\n')
printAccounts()
console.log('\n## Risk control\n')
printRisk()
console.log('\n## Divergence of days\n')
printDivergence()

/** Weeks of C11; of 2025-07 only the month was published: its last session is shown. */
function printPublishedWeeks(): void {
  const weeks = [
    [20250630, '1.93 / 1.41 = 1.369', '+0.257%', '-0.019%', 'microcap'],
    [20250731, '2.00 / 1.48 = 1.351', '+0.5%', '+0.4%', 'microcap'],
    [20250908, 'above 1', 'below 0', 'above 0', 'mao'],
    [20251024, '1.97 / 1.67 = 1.180', '+0.34%', '-0.08%', 'microcap'],
  ] as const
  const rows = Object.entries(PROXIES).flatMap(([name, column]) => {
    const rotation = named(said(eventsWith(column)), 'microcap_rotation')
    return weeks.map(([date, ratio, microSlope, maoSlope, state]) => {
      const row = rotation.find(({ tradeDate }) => tradeDate === date)!
      const { components } = row
      return [
        name,
        date,
        ratio,
        components.ratio!.toFixed(3),
        microSlope,
        percent(components.microSlope, 3),
        maoSlope,
        percent(components.maoSlope, 3),
        state,
        `${row.state} (${row.notes.rule})`,
      ]
    })
  })
  console.log(
    markdownTable(
      [
        'Mao proxy',
        'session',
        'RN/MA published',
        'here',
        'micro slope published',
        'here',
        'Mao slope published',
        'here',
        'held, published',
        'here',
      ],
      rows,
    ),
  )
  const closes = new Map(micro.map(({ value }) => [value.tradeDate as number, value.close]))
  console.log(
    `\nWeek to 2025-10-24: proxy ${percent(closes.get(20251024)! / closes.get(20251017)! - 1, 2)}, published 6.49%.`,
  )
}

/** The same decisions as a variant: another cost, no risk control, everything held. */
function variant(
  name: string,
  targets: readonly Target[],
  change: (target: Target) => Partial<Target>,
): Target[] {
  return targets.map((each) => ({ ...each, ...change(each), strategy: name }))
}

/** How the same signals may be followed. */
interface Way {
  readonly strategy: string
  readonly weekly?: boolean
  /** Traded at the very close that the signal is made of, as no investor could. */
  readonly sameClose?: boolean
  readonly risk?: boolean
  readonly slopes?: boolean
  readonly costRate?: number
}

/** Targets of rotation from its signals, followed in another way. */
function followed({
  strategy,
  weekly,
  sameClose,
  risk = true,
  slopes = true,
  costRate = 0.001,
}: Way): Target[] {
  const first = real.targets[0]!
  const offs = new Set(
    named(real, 'microcap_risk').flatMap(({ state, tradeDate }) => (state === 'riskOff' ? [tradeDate] : [])),
  )
  let held = 'nothing yet'
  return named(real, 'microcap_rotation').flatMap(({ tradeDate, eventTime, state, components, notes }) => {
    if (tradeDate < first.tradeDate) return []
    if (weekly === true && lastSessionOf(chineseCalendar, 'week', tradeDate) !== tradeDate) return []
    const isMao = slopes ? state === 'mao' : components.ratio! < 1
    const symbol = risk && offs.has(tradeDate) ? '' : isMao ? notes.mao! : notes.micro!
    if (symbol === held) return []
    held = symbol
    const weights = symbol === '' ? [] : [{ symbol: symbol as never, weight: 1 }]
    const decidedAt = (sameClose === true ? eventTime - 60_000 : eventTime) as EventTime
    return [{ ...first, strategy, tradeDate, eventTime: decidedAt, weights, costRate }]
  })
}

function printAccounts(): void {
  const rotation = real.targets.filter(({ strategy }) => strategy === 'microcap-rotation')
  const timing = real.targets.filter(({ strategy }) => strategy === 'microcap-timing')
  const first = rotation[0]!
  const micros = [{ symbol: 'MICROCAP.PROXY' as never, weight: 1 }]
  const maos = [{ symbol: '000300.SH' as never, weight: 1 }]
  const all = accountsOf(
    [
      ...real.targets,
      ...[
        { strategy: 'rotation without risk control', risk: false },
        { strategy: 'rotation without the slope rule', slopes: false },
        { strategy: 'rotation, weekly', weekly: true },
        { strategy: 'rotation, weekly, no cost', weekly: true, costRate: 0 },
        {
          strategy: 'rotation, weekly, no cost, at the close of the signal',
          weekly: true,
          costRate: 0,
          sameClose: true,
        },
        { strategy: 'rotation, no cost, at the close of the signal', costRate: 0, sameClose: true },
      ].flatMap(followed),
      ...[0, 0.003].flatMap((costRate) => [
        ...variant(`rotation, cost ${percent(costRate)}`, rotation, () => ({ costRate })),
        ...variant(`timing, cost ${percent(costRate)}`, timing, () => ({ costRate })),
      ]),
      { ...first, strategy: 'microcap held', weights: micros },
      { ...first, strategy: 'CSI 300 held', weights: maos },
    ],
    events,
    sessions,
  )
  console.log(summaryTable(all))
  for (const strategy of ['microcap-rotation', 'microcap-timing'])
    console.log(`\n### ${strategy}\n\n${yearTable(all, strategy)}`)
  const others = Object.entries(PROXIES).flatMap(([name, column]) => {
    const other = eventsWith(column)
    const accounts = accountsOf(
      variant(
        `rotation, Mao = ${name}`,
        said(other).targets.filter((each) => each.strategy === 'microcap-rotation'),
        () => ({}),
      ),
      other,
      sessions,
    )
    return accounts.stats
  })
  console.log(`\n${summaryTable({ days: [], stats: others })}`)
  const sides = named(real, 'microcap_rotation').filter(({ state }) => state !== null)
  const share = (test: (row: Signal) => boolean): string => percent(sides.filter(test).length / sides.length)
  console.log(
    `\nRotation says microcap on ${share(({ state }) => state === 'microcap')} of ${sides.length} sessions; by slopes ${share(({ notes }) => notes.rule === 'slopes')}, by the average ${share(({ notes }) => notes.rule === 'average')}.`,
  )
}

function printRisk(): void {
  const risks = named(real, 'microcap_risk')
  const counts = new Map<string, number>()
  for (const { state } of risks) counts.set(state!, (counts.get(state!) ?? 0) + 1)
  console.log(`States: ${[...counts].map(([state, count]) => `${state} ${count}`).join(', ')}.\n`)
  const closes = micro.map(({ value }) => value.close)
  const spells: { from: TradeDate; to: TradeDate; start: number; end: number }[] = []
  risks.forEach(({ state, tradeDate }, at) => {
    if (state !== 'riskOff') return
    const last = spells.at(-1)
    const end = Math.min(at + 1, closes.length - 1)
    if (risks[at - 1]?.state === 'riskOff' && last !== undefined) Object.assign(last, { to: tradeDate, end })
    else spells.push({ from: tradeDate, to: tradeDate, start: end, end })
  })
  const byDate = new Map(micro.map(({ value }) => [value.tradeDate, value.close]))
  const next = (date: TradeDate): TradeDate =>
    sessions[Math.min(sessions.indexOf(date) + 1, sessions.length - 1)]!
  console.log(
    markdownTable(
      ['off from', 'to', 'sessions', 'microcap from the close after the first to the close after the last'],
      spells.map(({ from, to }) => [
        from,
        to,
        sessions.indexOf(to) - sessions.indexOf(from) + 1,
        percent(byDate.get(next(to))! / byDate.get(next(from))! - 1),
      ]),
    ),
  )
  const published = [
    ['-50.09%', 20250201, 20250228],
    ['-41.5%', 20250601, 20250630],
    ['-13.56%', 20250701, 20250731],
    ['below 55%', 20251001, 20251031],
  ] as const
  const weekEnds = risks.filter(
    ({ tradeDate }) => lastSessionOf(chineseCalendar, 'week', tradeDate) === tradeDate,
  )
  console.log(
    `\n${markdownTable(
      ['crowding YoY published', 'month', 'here, at the end of each of its weeks'],
      published.map(([text, from, to]) => [
        text,
        Math.floor(from / 100),
        weekEnds
          .filter(({ tradeDate }) => tradeDate >= from && tradeDate <= to)
          .map(({ components }) => percent(components.crowdingYoy, 1))
          .join(', '),
      ]),
    )}`,
  )
}

function printDivergence(): void {
  const rows = named(real, 'divergence_daily')
  const closes = new Map(micro.map(({ value }) => [value.tradeDate, value.close]))
  const days = rows.map(({ tradeDate }) => closes.get(tradeDate)!)
  const after = (at: number, sessionsLater: number): number | undefined =>
    days[at + sessionsLater] === undefined ? undefined : days[at + sessionsLater]! / days[at]! - 1
  const firsts = (side: string): number[] => {
    const found: number[] = []
    let last = Number.NEGATIVE_INFINITY
    rows.forEach(({ state, components }, at) => {
      if (state !== side || components.fired !== 1) return
      if (at - last > 20) found.push(at)
      last = at
    })
    return found
  }
  const groups = [
    [
      'top',
      rows.flatMap(({ state, components }, at) => (state === 'top' && components.fired === 1 ? [at] : [])),
    ],
    [
      'bottom',
      rows.flatMap(({ state, components }, at) => (state === 'bottom' && components.fired === 1 ? [at] : [])),
    ],
    ['top, first in more than 20 sessions', firsts('top')],
    ['bottom, first in more than 20 sessions', firsts('bottom')],
    ['any session', rows.map((_, at) => at)],
  ] as const
  const table = groups.flatMap(([name, places]) =>
    [5, 10, 20].map((horizon) => {
      const outcomes = places.flatMap((at) => after(at, horizon) ?? [])
      const fell = outcomes.filter((outcome) => outcome < 0).length
      const interval = wilsonInterval(fell, outcomes.length)!
      return [
        name,
        horizon,
        outcomes.length,
        percent(outcomes.reduce((sum, outcome) => sum + outcome, 0) / outcomes.length, 2),
        `${fell} (${percent(fell / outcomes.length)})`,
        `${percent(interval.low)} to ${percent(interval.high)}`,
      ]
    }),
  )
  console.log(markdownTable(['fired', 'sessions after', 'n', 'mean', 'fell', '95% interval'], table))
  const fired = (state: string) =>
    rows.filter((row) => row.state === state && row.components.fired === 1).map(({ tradeDate }) => tradeDate)
  console.log(`\nTop: ${fired('top').join(' ')}\n\nBottom: ${fired('bottom').join(' ')}`)
  const standing = (from: number, to: number) =>
    rows.filter(({ tradeDate, state }) => tradeDate >= from && tradeDate <= to && state !== 'none')
  console.log(
    `\nStanding in the week to 2025-10-24: ${standing(20251020, 20251024).length} sessions (S2: none).`,
  )
}
