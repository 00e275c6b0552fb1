import { describe, expect, it } from 'vitest'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import type { IntradayMember } from '../../../schemas/generated/events.ts'
import {
  closedState,
  closeYesterday,
  event,
  intradayMember,
  intradayPartial,
  MarketRun,
  share,
} from './testing/intraday.ts'

const YESTERDAY = 2022_03_04 as TradeDate
const TODAY = 2022_03_07 as TradeDate
const [A, B, C, E, F] = ['600001.SH', '600002.SH', '600003.SH', '600005.SH', '600006.SH'] as const

type Known = Partial<IntradayMember>
const YESTERDAYS: Readonly<Record<string, Known>> = {
  [A]: { previousUp: 'sealed', previousStreak: 1 },
  [B]: { previousUp: 'sealed', previousStreak: 1 },
  [C]: { previousUp: 'sealed', previousStreak: 2 },
  [E]: { previousUp: 'broken' },
  [F]: {},
}

/** The market as it stands: cohort members always, others once they have touched. */
const market = (states: Readonly<Record<string, Known>>): IntradayMember[] =>
  Object.entries(YESTERDAYS).flatMap(([symbol, yesterday]) =>
    symbol === F && states[F] === undefined
      ? []
      : [intradayMember(symbol, { ...yesterday, ...states[symbol] })],
  )

const sealed: Known = { up: 'sealed' }
const atLimit: Known = { up: 'broken', state: 'atLimitUp' }
const opened: Known = { up: 'broken', state: 'below' }

/** Minute rows of domain reference E6: minute, states, p_sealed, p_touched, H. */
const SCENES: readonly [minute: number, Readonly<Record<string, Known>>, number, number, number][] = [
  [0, { [A]: sealed }, 1, 1, 2],
  [31, { [A]: sealed, [C]: atLimit }, 1, 2, 2],
  [32, { [A]: sealed, [C]: sealed }, 2, 2, 3],
  [151, { [A]: opened, [C]: sealed }, 1, 2, 3],
  [201, { [A]: opened, [C]: sealed, [F]: sealed }, 1, 2, 3],
  [240, { [A]: opened, [C]: sealed, [F]: sealed }, 1, 2, 3],
]

function goldenDay(): MarketRun {
  const run = new MarketRun()
  closeYesterday(run, YESTERDAY, [1, 1, 2, 3])
  run.open(TODAY)
  for (const [minute, states] of SCENES)
    run.take(share(intradayPartial(TODAY, minute, { members: market(states) })))
  const [, close] = SCENES.at(-1)!
  run.close(
    TODAY,
    market(close).map((member) => event('limitState', member.instrument, closedState(member, TODAY))),
  )
  return run
}

describe('golden day E6, minute by minute (G16)', () => {
  const run = goldenDay()
  const minutes = run.said('minutes').filter(({ scope }) => scope === 'all')

  it.each(SCENES)('minute %i', (minute, _, promoted, touched, height) => {
    const row = minutes.find((candidate) => candidate.minute === minute)!
    expect(row).toMatchObject({
      base: 3,
      promoted,
      promotionRate: promoted / 3,
      promotedTouched: touched,
      height,
      revision: 0,
      settled: true,
      final: minute === 240,
      excluded: 1,
    })
  })

  it('counts a board at its limit that is not sealed', () => {
    expect(minutes.find(({ minute }) => minute === 31)).toMatchObject({ promoted: 1, promotedAtLimit: 2 })
  })

  it('ends with the figures worked out by hand', () => {
    const final = minutes.at(-1)!
    expect(final).toMatchObject({
      limitUps: 2,
      broken: 1,
      touched: 3,
      sealRate: 2 / 3,
      height: 3,
      stage: 'ice-build-up',
      announcedStage: 'ice-build-up',
    })
    expect(final.tiers).toEqual([
      { tier: 1, boards: 1, base: 2, promoted: 0, touched: 1 },
      { tier: 2, boards: 0, base: 1, promoted: 1, touched: 1 },
      { tier: 3, boards: 1, base: 0, promoted: 0, touched: 0 },
    ])
  })

  it('says the same at 15:00 and in the daily row, field by field', () => {
    const final = minutes.at(-1)!
    const daily = run.latest('stage').get(`all/${TODAY}`)!
    for (const [field, value] of Object.entries(daily))
      if (field in final && !['revision', 'eventTime'].includes(field))
        expect({ [field]: final[field as keyof typeof final] }).toEqual({ [field]: value })
    expect(daily).toMatchObject({ final: true, stage: 'ice-build-up', dataGap: false })
    const ladder = [...run.latest('ladder')].filter(([key]) => key.startsWith(`all/${TODAY}`))
    expect(
      ladder.map(([, { tier, boards, base, promoted, deleted }]) => [tier, boards, base, promoted, deleted]),
    ).toEqual(final.tiers.map(({ tier, boards, base, promoted }) => [tier, boards, base, promoted, false]))
  })

  it('says each revision of stage and ladder once, the daily row last', () => {
    for (const topic of ['stage', 'ladder'] as const) {
      const revisions = new Map<string, number[]>()
      for (const output of run.outputs)
        if (output.topic === topic && output.value.tradeDate === TODAY)
          revisions.set(output.key, [...(revisions.get(output.key) ?? []), output.value.revision])
      for (const said of revisions.values()) expect(said).toEqual([...new Set(said)].sort((a, b) => a - b))
      const days = run.outputs.filter((output) => output.topic === topic && output.value.tradeDate === TODAY)
      expect(days.at(-1)).toMatchObject({ value: { final: true } })
    }
  })
})
