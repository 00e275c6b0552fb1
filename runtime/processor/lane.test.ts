import fc from 'fast-check'
import { from, map, of, take } from 'rxjs'
import { describe, expect, it } from 'vitest'
import type { EventTime, TradeDate } from '../../core/market/trade-date.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { Lane } from './lane.ts'
import { MarkerTracker } from './marker.ts'
import type { AnyOutputEvent, Batch, ProcessorDefinition } from './processor.ts'
import { ReferenceTable } from './reference-table.ts'
import { anyProcessor, barEvent, POISON } from './testing/volume-processor.ts'
import { BEGINNING, WatermarkTracker } from './watermark.ts'

type Output = AnyOutputEvent<TopicKey>

/** Cannot be encoded: the test's stand-in for a value that its schema refuses. */
const UNENCODABLE = 404

function laneOf(definition: ProcessorDefinition = anyProcessor): Lane<Output> {
  return new Lane<Output>({
    dataset: 'main',
    epoch: 1,
    definition,
    references: { instruments: new ReferenceTable<'instruments'>() },
    task: 0,
    tracker: new WatermarkTracker([]),
    markers: new MarkerTracker([]),
    pending: [],
    watermark: BEGINNING,
    sequence: 0,
    writtenUntil: BEGINNING,
    encode(output) {
      if ((output.value as unknown as { volume: number }).volume === UNENCODABLE)
        throw new Error('no such value')
      return output
    },
  })
}

const time = (value: number): EventTime => value as EventTime
const OPENS = {
  tradeDate: 1 as TradeDate,
  eventTime: time(0),
  previousSession: null,
  history: 'first',
  references: {},
  ticks: false,
} as const
const CLOSES = { tradeDate: 1 as TradeDate, dataGap: false }

const batchOf = (volumes: readonly number[], boundaries: Partial<Batch> = {}): Batch => ({
  opens: undefined,
  closes: undefined,
  events: volumes.map((volume, at) => barEvent(`s${at % 3}-${volume === POISON ? 'p' : ''}`, at, volume)),
  watermark: time(volumes.length),
  ...boundaries,
})

const said = (outputs: readonly Output[]) => outputs.map(({ key, value }) => [key, value])

describe('Lane', () => {
  it('gives the outputs of a batch and keeps the memory in its state', () => {
    const lane = laneOf()
    const { outputs } = lane.apply(batchOf([5, 7], { opens: OPENS, closes: CLOSES }))
    expect(said(outputs)).toEqual([
      ['opened', { volume: 1, bars: 1 }],
      ['s0-', { volume: 5, bars: 1 }],
      ['s1-', { volume: 7, bars: 1 }],
      ['closed', { volume: 1, bars: 1 }],
    ])
    lane.settle()
    expect(said(lane.apply(batchOf([2])).outputs)).toEqual([['s0-', { volume: 7, bars: 2 }]])
  })

  it('loses poisoned events and nothing else, wherever in the batch they stand', () => {
    const volumes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(POISON, UNENCODABLE)))
    fc.assert(
      fc.property(volumes, fc.boolean(), fc.boolean(), (all, withOpen, withClose) => {
        const boundaries = {
          opens: withOpen ? OPENS : undefined,
          closes: withClose ? CLOSES : undefined,
        }
        const events = all.map((volume, at) => barEvent(volume > 9 ? `bad${at}` : `s${at % 3}`, at, volume))
        const good = events.filter(({ value }) => value.volume <= 9)
        const lane = laneOf()
        const { outputs, poisoned } = lane.apply({ ...boundaries, events, watermark: time(99) })
        const clean = laneOf()
        const wanted = clean.apply({ ...boundaries, events: good, watermark: time(99) })
        expect(outputs).toEqual(wanted.outputs)
        expect(poisoned.map(({ event }) => event)).toEqual(events.filter((event) => !good.includes(event)))
        expect(lane.state.stores.totals!.sorted()).toEqual(clean.state.stores.totals!.sorted())
        expect(said(lane.apply(batchOf([1])).outputs)).toEqual(said(clean.apply(batchOf([1])).outputs))
      }),
    )
  })

  it.each(['opens', 'closes'] as const)(
    'cannot go on when the work throws at a boundary (%s)',
    (boundary) => {
      const poisoned = {
        opens: { ...OPENS, tradeDate: POISON as TradeDate },
        closes: { ...CLOSES, tradeDate: POISON as TradeDate },
      }
      for (const volumes of [[], [1], [1, POISON, 2]]) {
        const lane = laneOf()
        expect(() => lane.apply(batchOf(volumes, { [boundary]: poisoned[boundary] }))).toThrow(
          expect.objectContaining({
            code: 'boundaryFailed',
            message: expect.stringMatching(
              new RegExp(`${boundary === 'opens' ? 'open' : 'close'} session .*epoch.*is poisoned`),
            ),
          }),
        )
      }
    },
  )

  it('rolls a whole batch back to where it began', () => {
    const lane = laneOf()
    lane.apply(batchOf([1, 2]))
    const savepoint = lane.state.savepoint()
    const before = lane.state.stores.totals!.sorted()
    lane.apply(batchOf([3, POISON, 4, 5]))
    lane.state.rollback(savepoint)
    expect(lane.state.stores.totals!.sorted()).toEqual(before)
  })

  it('does not take a pipeline that ends for one that has nothing to say', () => {
    const ending = { ...anyProcessor, pipeline: (input$: never) => from(input$).pipe(take(1)) } as never
    const lane = laneOf(ending)
    expect(() => lane.apply(batchOf([], { opens: OPENS }))).toThrow('ended before its input')
    const deaf = { ...anyProcessor, pipeline: () => of() } as ProcessorDefinition
    expect(() => laneOf(deaf).apply(batchOf([], { opens: OPENS }))).toThrow('ended before its input')
  })

  it('lets go of the pipeline when it is closed', () => {
    let listening = 0
    const watched = {
      ...anyProcessor,
      pipeline: (input$: never) => {
        listening += 1
        return from(input$).pipe(map((output: Output) => output))
      },
    } as never
    const lane = laneOf(watched)
    lane.close()
    expect(listening).toBe(1)
    expect(lane.apply(batchOf([1])).outputs).toEqual([])
  })
})

describe('a lane between two calls of settle', () => {
  it('says and remembers the same whatever was applied before a poisoned event', () => {
    const anyVolumes = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(POISON)), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(anyVolumes, fc.boolean()), { maxLength: 8 }), (batches) => {
        const often = laneOf()
        const seldom = laneOf()
        for (const [volumes, settles] of batches) {
          const batch = batchOf(volumes)
          const wanted = often.apply(batch)
          often.settle()
          const applied = seldom.apply(batch)
          if (settles) seldom.settle()
          expect(said(applied.outputs)).toEqual(said(wanted.outputs))
          expect(applied.poisoned.length).toBe(wanted.poisoned.length)
          expect(seldom.state.stores.totals!.sorted()).toEqual(often.state.stores.totals!.sorted())
        }
      }),
    )
  })
})
