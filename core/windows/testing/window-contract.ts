import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PairWindow, RollingWindow, SeriesWindow } from '../window.ts'
import type { Expected, Place } from './exact-definitions.ts'
import { Rational } from './rational.ts'

/** A window that gives its values for a result and forgets the places before them. */
export interface ContractedWindow {
  readonly title: string
  readonly series: 1 | 2
  readonly create: (span: { readonly length: number; readonly minimum: number }) => RollingWindow
  /** None for windows that are only counted. */
  readonly createTimed?: (span: { readonly duration: number; readonly minimum: number }) => RollingWindow
  /** Series to push: each kind of input has a name. */
  readonly inputs: Readonly<Record<string, fc.Arbitrary<number>>>
  /** Places that a window of this length holds; `length` unless told otherwise. */
  readonly held?: (length: number) => number
  /** What the definition says of places with at least the minimum of values. */
  readonly expected: (places: readonly Place[], length: number) => Expected | number
  /** It has a result as soon as it looks back far enough. */
  readonly ignoresMinimum?: true
  /** Integers give the double that is nearest to the exact result. */
  readonly nearestForIntegers?: true
}

const LEAST_RUNS = 60
const TOLERANCE = 1e-12

/** A place, empty one time in six. */
const placeOf = (value: fc.Arbitrary<number>, series: 1 | 2): fc.Arbitrary<Place> => {
  const cell = fc.option(value, { freq: 6 })
  return series === 1 ? fc.tuple(cell) : fc.tuple(cell, cell)
}

export const pushPlace = (window: RollingWindow, place: Place, time?: number): void => {
  if (place.length === 2) (window as PairWindow).push(place[0]!, place[1]!, time)
  else (window as SeriesWindow).push(place[0]!, time)
}

const present = (places: readonly Place[]): number => places.filter((place) => !place.includes(null)).length

function expectValue(actual: number | null, expected: Expected | number): void {
  if (expected === null || typeof expected === 'number') {
    expect(actual).toBe(typeof expected === 'number' ? expected + 0 : null)
    return
  }
  expect(actual).not.toBeNull()
  const value = Rational.of(actual!)
  const agrees =
    'value' in expected
      ? value.isWithin(TOLERANCE, expected.value)
      : value.sign === expected.sign && value.times(value).isWithin(2 * TOLERANCE, expected.square)
  if (agrees) return
  const nearest =
    'value' in expected ? expected.value.toNumber() : expected.sign * Math.sqrt(expected.square.toNumber())
  expect(actual, 'not within 1e-12 of the exact result').toBe(nearest)
}

/** What every window over places has to keep, whatever its statistic. */
export function testWindowContract(window: ContractedWindow): void {
  const { title, series, create, createTimed, inputs, expected, held = (length: number) => length } = window
  const span = fc
    .integer({ min: 1, max: 9 })
    .chain((length) =>
      fc.record({ length: fc.constant(length), minimum: fc.integer({ min: 1, max: length }) }),
    )
  const definition = (
    places: readonly Place[],
    { minimum, length = 0 }: { readonly minimum: number; readonly length?: number },
  ): Expected | number =>
    present(places) < (window.ignoresMinimum === true ? 0 : minimum) ? null : expected(places, length)
  const anyInput = fc.oneof(...Object.values(inputs))
  const anyPlaces = fc.array(placeOf(anyInput, series), { maxLength: 40 })

  describe(title, () => {
    for (const [name, input] of Object.entries(inputs))
      it(`equals its definition at every place: ${name}`, () => {
        fc.assert(
          fc.property(span, fc.array(placeOf(input, series), { maxLength: 40 }), (spanned, places) => {
            const rolling = create(spanned)
            places.forEach((place, at) => {
              pushPlace(rolling, place)
              const content = places.slice(Math.max(0, at + 1 - held(spanned.length)), at + 1)
              expect(rolling.count).toBe(present(content))
              expectValue(rolling.value, definition(content, spanned))
            })
          }),
          { numRuns: LEAST_RUNS },
        )
      })

    if (window.nearestForIntegers === true)
      it('gives the nearest double where the input is integral', () => {
        const integer = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })
        fc.assert(
          fc.property(span, fc.array(placeOf(integer, series), { maxLength: 30 }), (spanned, places) => {
            const rolling = create(spanned)
            places.forEach((place, at) => {
              pushPlace(rolling, place)
              const content = places.slice(Math.max(0, at + 1 - spanned.length), at + 1)
              const exact = definition(content, spanned)
              if (exact === null || typeof exact === 'number' || !('value' in exact)) return
              expect(rolling.value).toBe(exact.value.toNumber())
            })
          }),
          { numRuns: LEAST_RUNS },
        )
      })

    it('depends on what it holds, not on what has passed through it', () => {
      fc.assert(
        fc.property(span, anyPlaces, anyPlaces, (spanned, before, places) => {
          const filler = places.slice(0, held(spanned.length))
          const travelled = create(spanned)
          for (const place of [...before, ...filler]) pushPlace(travelled, place)
          if (filler.length < held(spanned.length)) return
          const fresh = create(spanned)
          for (const place of filler) pushPlace(fresh, place)
          expect(Object.is(travelled.value, fresh.value)).toBe(true)
          expect(travelled.snapshot()).toEqual(fresh.snapshot())
          for (const place of places) {
            pushPlace(travelled, place)
            pushPlace(fresh, place)
            expect(Object.is(travelled.value, fresh.value)).toBe(true)
          }
        }),
        { numRuns: LEAST_RUNS },
      )
    })

    it('goes on bit for bit from a snapshot and from a clone taken at any place', () => {
      fc.assert(
        fc.property(span, anyPlaces, (spanned, places) => {
          const rolling = create(spanned)
          for (let at = 0; at < places.length; at += 1) {
            const restored = create(spanned)
            restored.restore(rolling.snapshot())
            const clone = rolling.clone()
            const reference = create(spanned)
            for (const place of places.slice(0, at)) pushPlace(reference, place)
            for (const place of places.slice(at)) {
              for (const each of [restored, clone, reference]) pushPlace(each, place)
              expect(Object.is(restored.value, reference.value)).toBe(true)
              expect(Object.is(clone.value, reference.value)).toBe(true)
            }
            expect(restored.snapshot()).toEqual(reference.snapshot())
            expect(restored.count).toBe(reference.count)
            const kept = reference.value
            for (const place of places) pushPlace(clone, place)
            expect(Object.is(reference.value, kept)).toBe(true)
            pushPlace(rolling, places[at]!)
          }
        }),
        { numRuns: 20 },
      )
    })

    it('knows nothing after a restart', () => {
      fc.assert(
        fc.property(span, anyPlaces, anyPlaces, (spanned, before, places) => {
          const restarted = create(spanned)
          for (const place of before) pushPlace(restarted, place)
          restarted.restart()
          expect(restarted.snapshot()).toEqual(create(spanned).snapshot())
          const fresh = create(spanned)
          for (const place of places) {
            for (const each of [restarted, fresh]) pushPlace(each, place)
            expect(Object.is(restarted.value, fresh.value)).toBe(true)
          }
        }),
        { numRuns: LEAST_RUNS },
      )
    })

    it('refuses what is no value, and stays as it was', () => {
      const rolling = create({ length: 3, minimum: 1 })
      pushPlace(rolling, series === 1 ? [2] : [2, 3])
      const before = rolling.snapshot()
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e280]) {
        const refused = (): void => pushPlace(rolling, series === 1 ? [bad] : [2, bad])
        expect(refused).toThrow(RangeError)
        expect(refused).toThrow(rolling.spec.kind)
        expect(refused).toThrow(String(bad))
      }
      expect(rolling.snapshot()).toEqual(before)
    })

    it('refuses bytes that are not its own', () => {
      const rolling = create({ length: 3, minimum: 1 })
      const bytes = rolling.snapshot()
      const others = [
        new Uint8Array(0),
        bytes.subarray(1),
        Uint8Array.of(...bytes, 1),
        create({ length: 4, minimum: 1 }).snapshot(),
        Uint8Array.of(99, ...bytes.subarray(1)),
      ]
      for (const other of others) expect(() => rolling.restore(other)).toThrow(/snapshot/)
    })

    if (createTimed !== undefined)
      it('holds the places of a duration', () => {
        const timed = fc.record({
          duration: fc.integer({ min: 1, max: 30 }),
          minimum: fc.integer({ min: 1, max: 4 }),
        })
        const steps = fc.array(fc.tuple(placeOf(anyInput, series), fc.nat(8)), { maxLength: 60 })
        fc.assert(
          fc.property(timed, steps, fc.nat(60), (spanned, drawn, restoreAt) => {
            let rolling = createTimed(spanned)
            const seen: (readonly [Place, number])[] = []
            drawn.forEach(([place, step], at) => {
              const time = (seen.at(-1)?.[1] ?? 1_000) + step
              seen.push([place, time])
              pushPlace(rolling, place, time)
              if (at === restoreAt) {
                const bytes = rolling.snapshot()
                rolling = createTimed(spanned)
                rolling.restore(bytes)
              }
              const content = seen
                .filter(([, other]) => other > time - spanned.duration)
                .map(([each]) => each)
              expect(rolling.count).toBe(present(content))
              expectValue(rolling.value, definition(content, spanned))
            })
          }),
          { numRuns: LEAST_RUNS },
        )
        const rolling = createTimed({ duration: 10, minimum: 1 })
        const place: Place = series === 1 ? [1] : [1, 2]
        expect(() => pushPlace(rolling, place)).toThrow(RangeError)
        pushPlace(rolling, place, 100)
        expect(() => pushPlace(rolling, place, 99)).toThrow(/99/)
        expect(() => pushPlace(rolling, place, Number.NaN)).toThrow(RangeError)
        expect(rolling.count).toBe(1)
      })
  })
}
