import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from './compile.ts'
import { ExpressionError } from './expression-error.ts'
import { FUNCTIONS } from './functions.ts'
import { PanelRun } from './panel-run.ts'
import { parse } from './parse.ts'
import { SeriesRun } from './series-run.ts'
import { naiveValue } from './testing/naive-value.ts'

const FIELDS = ['open', 'close', 'volume'] as const

const errorOf = (text: string): string => {
  try {
    compile({ it: text }, FIELDS)
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'compiled'
}

const anyNumber = fc.oneof(fc.constantFrom('close', 'volume'), fc.integer({ min: -3, max: 3 }).map(String))
const { number } = fc.letrec<{ number: string; condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(tie('number'), fc.constantFrom('<', '>=', '=='), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('condition').map((a) => `!${a}`),
  ),
  number: fc.oneof(
    { maxDepth: 3 },
    anyNumber,
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(
        fc.constantFrom('mean', 'sum', 'max', 'delay', 'delta', 'rank'),
        tie('number'),
        fc.integer({ min: 1, max: 4 }),
      )
      .map(([name, a, places]) => `${name}(${a}, ${places})`),
    fc.tuple(tie('number'), fc.constantFrom('abs', 'log', 'csrank')).map(([a, name]) => `${name}(${a})`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([a, b, c]) => `if(${a}, ${b}, ${c})`),
    fc.tuple(tie('number'), tie('number')).map(([a, b]) => `coalesce(${a}, ${b})`),
  ),
}))
/** Small integers, so that sums are exact in any order and ties happen. */
const history = fc.array(
  fc.record({ close: fc.option(fc.integer({ min: -4, max: 4 })), volume: fc.integer({ min: 1, max: 3 }) }),
  {
    minLength: 6,
    maxLength: 6,
  },
)

describe('expressions', () => {
  it('say what a recomputation from the text and the whole history says', () => {
    fc.assert(
      fc.property(
        number,
        number,
        fc.array(history, { minLength: 1, maxLength: 3 }),
        (first, second, rows) => {
          const program = compile({ first, second }, FIELDS)
          const run = new PanelRun(program)
          const instruments = rows.map((_, place) => `s${place}`)
          const histories = rows.map((moments) => ({
            close: moments.map(({ close }) => close),
            volume: moments.map(({ volume }) => volume),
          }))
          for (let at = 0; at < 6; at += 1) {
            run.moment(instruments, {
              close: histories.map(({ close }) => close[at]!),
              volume: histories.map(({ volume }) => volume[at]!),
              open: histories.map(() => null),
            })
            for (const place of rows.keys())
              for (const [name, text] of [
                ['first', first],
                ['second', second],
              ] as const) {
                const expected = naiveValue(parse(text), { histories }, place, at)
                const actual = run.value(name, place)
                if (expected === null || actual === null) expect(actual).toBe(expected)
                else
                  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
                    1e-9 * Math.max(1, Math.abs(expected)),
                  )
              }
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('take the example of the reference: the rank of a correlation', () => {
    const text = 'rank(corr(close, volume, 10), 20)'
    const program = compile({ it: text }, FIELDS)
    expect(program.expressions.it).toMatchObject({ type: 'number', lookBack: 29 })
    expect(program.fields).toEqual(['close', 'volume'])
    expect(program.isCrossSectional).toBe(false)
    const random = (at: number): number =>
      Math.sin(at * 12.9898) * 43758.5453 - Math.floor(Math.sin(at * 12.9898) * 43758.5453)
    const close = Array.from({ length: 60 }, (_, at) => 10 + random(at))
    const volume = Array.from({ length: 60 }, (_, at) => 1_000 * random(at + 100))
    const run = new SeriesRun(program)
    const histories = [{ close, volume }]
    for (const at of close.keys()) {
      run.push({ close: close[at]!, volume: volume[at]! })
      expect(run.value('it')).toBe(naiveValue(parse(text), { histories }, 0, at))
    }
  })

  it('are compiled once where they are the same', () => {
    const program = compile(
      {
        one: 'mean(close, 5) + volume * 2',
        other: '2 * volume + mean(close, 5)',
        more: 'mean(close, 5) / mean(close, 10)',
        folded: 'mean(close, 2 + 3) * (4 / 2 - 1)',
      },
      FIELDS,
    )
    expect(program.expressions.one.step).toBe(program.expressions.other.step)
    expect(program.steps.filter(({ kind }) => kind === 'rolling')).toHaveLength(2)
    expect(program.lookBack).toBe(10)
  })

  it('know how far they look back', () => {
    const lookBack = (it: string): number => compile({ it }, FIELDS).expressions.it.lookBack
    expect(lookBack('close')).toBe(1)
    expect(lookBack('3')).toBe(0)
    expect(lookBack('delay(close, 5)')).toBe(6)
    expect(lookBack('mean(delta(close, 1), 20)')).toBe(21)
    expect(lookBack('csrank(mean(close, 20)) - csrank(std(close, 60))')).toBe(60)
    expect(lookBack('ema(close, 12)')).toBe(Number.POSITIVE_INFINITY)
  })

  it.each([
    [
      'men(close, 5)',
      'unknownName: there is no function "men"; did you mean mean?, at character 1:\n  men(close, 5)\n  ^^^^^^^^^^^^^',
    ],
    [
      'mean(clos, 5)',
      'unknownName: there is no field "clos"; did you mean close?, at character 6:\n  mean(clos, 5)\n       ^^^^',
    ],
    [
      'mean',
      'unknownName: there is no field "mean"; the function mean needs its parameters in brackets; there are close, open, volume, at character 1:\n  mean\n  ^^^^',
    ],
    [
      'mean(close)',
      'arguments: mean(x, places) takes 2 parameters, not 1, at character 1:\n  mean(close)\n  ^^^^^^^^^^^',
    ],
    [
      'mean(close, volume)',
      'arguments: "places" of mean has to be a whole constant from 1 to 1048576, at character 13:\n  mean(close, volume)\n              ^^^^^^',
    ],
    [
      'mean(close, 2.5)',
      'arguments: "places" of mean has to be a whole constant from 1 to 1048576, at character 13:\n  mean(close, 2.5)\n              ^^^',
    ],
    [
      'close > 3 + (volume > 2)',
      'type: a number is needed here, and this is a condition: use if(condition, 1, 0), at character 13:\n  close > 3 + (volume > 2)\n              ^^^^^^^^^^^^',
    ],
    [
      'if(close, 1, 2)',
      'type: a condition is needed here, and this is a number: compare it, at character 4:\n  if(close, 1, 2)\n     ^^^^^',
    ],
  ])('say of %s what is wrong', (text, expected) => {
    expect(errorOf(text)).toBe(expected)
  })

  it('refuse what a window refuses, at its place', () => {
    expect(errorOf('macd(close, 26, 12, 9)')).toMatch(/^arguments: macd cannot be made so .*fast \(26\)/)
    expect(errorOf('topk(close, 9, 5)')).toMatch(/^arguments: topk cannot be made so/)
  })

  it('go on bit for bit from a snapshot, with instruments that come and go', () => {
    const program = compile(
      { it: 'csrank(corr(close, volume, 4)) + std(close, 3) / ema(close, 3) + streak(delta(close, 1))' },
      FIELDS,
    )
    const present = fc.array(fc.subarray(['a', 'b', 'c'], { minLength: 1 }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(present, fc.integer({ min: 0, max: 11 }), (moments, cut) => {
        const fields = (instruments: readonly string[], at: number) => ({
          close: instruments.map((each) => 5 + Math.sin(at * each.charCodeAt(0))),
          volume: instruments.map((each) => 2 + Math.cos(at + each.charCodeAt(0))),
        })
        const whole = new PanelRun(program)
        let broken = new PanelRun(program)
        for (const [at, instruments] of moments.entries()) {
          whole.moment(instruments, fields(instruments, at))
          broken.moment(instruments, fields(instruments, at))
          expect(broken.values('it')).toEqual(whole.values('it'))
          if (at !== cut) continue
          const bytes = broken.snapshot()
          broken = new PanelRun(program)
          broken.restore(bytes)
        }
        expect(broken.snapshot()).toEqual(whole.snapshot())
      }),
      { numRuns: 50 },
    )
    expect(() => new PanelRun(program).restore(new Uint8Array([1, 2, 3]))).toThrow(ExpressionError)
  })

  it('have a word for every function', () => {
    for (const [name, { says }] of Object.entries(FUNCTIONS)) expect(says, name).not.toBe('')
  })
})
