import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SESSION_MINUTES } from '../../../../core/market/sessions.ts'
import type { EventTime } from '../../../../core/market/trade-date.ts'
import { createCodec } from '../../../../runtime/codec/codec.ts'
import { createInProcessRegistry } from '../../../../runtime/codec/in-process-registry.ts'
import { outputEncoder } from '../../../../runtime/processor/output-encoder.ts'
import { TOPICS } from '../../../../schemas/topics.ts'
import { randomFrom } from '../../../../test/support/random-market.ts'
import { LIMIT_STATE_OUTPUTS } from '../stores.ts'
import { madeMarket } from '../testing/made-market.ts'
import { naivePartial } from '../testing/naive-partial.ts'
import { clock } from '../testing/tick-maker.ts'
import { CLOSE, type Output, TickRun } from '../testing/tick-run.ts'
import { minuteBoundary } from './minute-window.ts'

const SEEDS = fc.integer({ min: 1, max: 1_000_000 })
const runs = (numRuns: number) => ({ numRuns, seed: 20260709 })

const settled = ({ outputs }: TickRun): Output[] => outputs.filter(({ topic }) => topic !== 'livePartials')

describe('a session of snapshots', () => {
  it('gives at every boundary what a recomputation from all snapshots before it gives (P7)', () => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        const { shares, input } = madeMarket(seed)
        const partials = new TickRun(input).of('partials')
        expect(partials).toHaveLength(SESSION_MINUTES)
        for (const {
          minute,
          tradeDate,
          eventTime,
          revision,
          task,
          deleted,
          hygiene,
          ...figures
        } of partials) {
          expect({ revision, task, deleted }).toEqual({ revision: 0, task: 0, deleted: false })
          expect(eventTime).toBe(minuteBoundary(tradeDate, minute!))
          const naive = naivePartial(shares, minute!, eventTime)
          expect({ minute, ...figures }).toEqual({ minute, ...naive })
          expect(hygiene.accepted ?? 0).toBe(
            shares.flatMap(({ ticks }) => ticks.filter((tick) => tick.eventTime < eventTime)).length,
          )
        }
      }),
      runs(4),
    )
  })

  it('says the same however it is cut into batches, and wherever it is stopped and restored (P6, P3)', () => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        const { input } = madeMarket(seed)
        const whole = settled(new TickRun(input))
        const random = randomFrom(seed)
        const watermarks = Array.from({ length: 300 }, () => {
          const time = clock('9:00') + Math.floor(random() * (CLOSE - clock('9:00')))
          return (random() < 0.3 ? Math.floor(time / 60_000) * 60_000 : time) as EventTime
        })
        expect(settled(new TickRun({ ...input, watermarks }))).toEqual(whole)
        const restores = (batch: number): boolean => batch % 17 === 3
        expect(settled(new TickRun({ ...input, watermarks, restores }))).toEqual(whole)
      }),
      runs(3),
    )
  })

  it('counts snapshots that are sent again, and changes nothing for them (P4)', () => {
    const { input } = madeMarket(7)
    const doubled = input.ticks.flatMap((tick) => [tick, tick])
    const withoutCounts = (outputs: readonly Output[]): string =>
      JSON.stringify(outputs, (key, value: unknown) => (key === 'hygiene' ? undefined : value))
    const once = new TickRun(input)
    const twice = new TickRun({ ...input, ticks: doubled })
    expect(withoutCounts(settled(twice))).toBe(withoutCounts(settled(once)))
    expect(twice.of('partials').at(-1)!.hygiene.duplicate).toBe(once.of('partials').at(-1)!.hygiene.accepted)
  })

  it('closes with daily rows that say what its last minute said', () => {
    fc.assert(
      fc.property(SEEDS, (seed) => {
        const run = new TickRun(madeMarket(seed).input)
        const last = run.of('partials').at(-1)!
        const states = run.of('limitState')
        expect(states.map(({ instrument }) => instrument)).toEqual(
          last.members.map(({ instrument }) => instrument),
        )
        for (const [at, state] of states.entries()) {
          const member = last.members[at]!
          const { up, down, shape, streak, streakIsLowerBound, previousUp, previousStreak } = member
          const { openReturn, closeReturn, volume, amount, exclusion, limitUp, last: close } = member
          const { firstSealTime, lastSealTime, breakCount } = member
          expect(state).toMatchObject({
            up,
            down,
            shape,
            streak,
            streakIsLowerBound,
            previousUp,
            previousStreak,
          })
          expect(state).toMatchObject({ openReturn, closeReturn, volume, amount, exclusion, limitUp, close })
          expect(state).toMatchObject({ firstSealTime, lastSealTime, breakCount })
          if (up === 'sealed') expect(state.boardsInWindow).toBe(member.boardsInWindow)
        }
        const [breadth] = run.of('breadthPartials')
        const board = last.tallies.find(({ kind }) => kind === 'board')!
        const { traded, advancers, decliners, unchanged, priced, returnSum, volume, amount } = board
        expect(breadth).toMatchObject({
          traded,
          advancers,
          decliners,
          unchanged,
          priced,
          returnSum,
          volume,
          amount,
        })
      }),
      runs(8),
    )
  })

  it('says nothing that could not be written, and reads back as it was said', async () => {
    const codec = createCodec(createInProcessRegistry())
    const encode = await outputEncoder(codec, LIMIT_STATE_OUTPUTS)
    const { input } = madeMarket(13)
    const run = new TickRun({ ...input, watermarks: [clock('9:31'), (clock('9:31') + 2_000) as EventTime] })
    const place = { dataset: 'main', epoch: 1 }
    for (const output of run.outputs) {
      const { value, key } = encode(output, place)
      const decoder = codec.decoder(TOPICS[output.topic].schema)
      await decoder.prepare([value!])
      expect(decoder.decode(value!)).toEqual({ ...output.value, ...place })
      expect(key).toBe(`main/${output.key}`)
    }
    expect(new Set(run.outputs.map(({ topic }) => topic)).size).toBe(LIMIT_STATE_OUTPUTS.length - 1)
  })

  it('never undoes a touch, and seals no more than it touched (P9, P10)', () => {
    const partials = new TickRun(madeMarket(11).input).of('partials')
    let before = new Set<string>()
    for (const { members } of partials) {
      const touched = new Set(members.filter(({ touchedUp }) => touchedUp).map(({ symbol }) => symbol))
      for (const symbol of before) expect(touched.has(symbol as never)).toBe(true)
      for (const { up, symbol } of members) if (up === 'sealed') expect(touched.has(symbol)).toBe(true)
      before = touched as Set<string>
    }
  })
})
