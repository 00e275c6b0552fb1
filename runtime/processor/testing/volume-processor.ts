import type { EventTime, TradeDate } from '../../../core/market/trade-date.ts'
import type { Control, DailyBar } from '../../../schemas/generated/events.ts'
import { eachBatch } from '../operators.ts'
import type { AnyInputEvent, AnyOutputEvent, Batch, ProcessorDefinition } from '../processor.ts'
import { stateType } from '../state-type.ts'

interface Total {
  readonly volume: number
  readonly bars: number
}

/** Bars with this volume make the test's pipeline throw. */
export const POISON = 666

/**
 * The smallest processor with a memory: adds up volumes by symbol and, under `opened` and `closed`, session
 * boundaries. What it emits is no limit state: tests look at it before it is encoded.
 */
export const volumeProcessor: ProcessorDefinition<{ totals: Total }, 'bars1d', 'limitState'> = {
  name: 'limit-state',
  version: 1,
  inputs: ['bars1d'],
  outputs: ['limitState'],
  assignment: 'single',
  stores: { totals: stateType('Total', { volume: 'long', bars: 'long' }) },
  pipeline: (input$, { state }) =>
    input$.pipe(
      eachBatch<Batch<'bars1d'>, AnyOutputEvent<'limitState'>>((batch, emit) => {
        const add = (key: string, volume: number, eventTime: EventTime): void => {
          const before = state.totals.get(key)
          const total = { volume: (before?.volume ?? 0) + volume, bars: (before?.bars ?? 0) + 1 }
          state.totals.set(key, total)
          if (volume === POISON) throw new Error(`${key} is poisoned`)
          emit({ topic: 'limitState', key, eventTime, value: total as never })
        }
        if (batch.opens !== undefined) add('opened', batch.opens.tradeDate, batch.opens.eventTime)
        for (const { key, eventTime, value } of batch.events) add(key, value.volume, eventTime)
        if (batch.closes !== undefined) add('closed', batch.closes.tradeDate, batch.watermark)
      }),
    ),
}

export const anyProcessor = volumeProcessor as unknown as ProcessorDefinition

export const barEvent = (
  key: string,
  eventTime: number,
  volume = 1,
  extra: Partial<DailyBar> = {},
): AnyInputEvent<'bars1d'> => ({
  topic: 'bars1d',
  key,
  eventTime: eventTime as EventTime,
  value: { symbol: key, volume, ...extra } as DailyBar,
})

export const control = (content: Partial<Control> & Pick<Control, 'kind'>): Control => ({
  dataset: 'main',
  epoch: 1,
  source: 'ingest',
  task: 0,
  tasks: 1,
  sequence: 1,
  eventTime: 0 as EventTime,
  session: null,
  previousSession: null,
  history: 'known',
  dataGap: false,
  references: {},
  marker: null,
  ticks: false,
  ...content,
})

/** The barrier before and the punctuation after a made-up session: its number is its date. */
export const opens = (session: number, eventTime: number, extra: Partial<Control> = {}): Control =>
  control({
    kind: 'sessionOpen',
    session: session as TradeDate,
    eventTime: eventTime as EventTime,
    ...extra,
  })

export const closes = (session: number, eventTime: number, extra: Partial<Control> = {}): Control =>
  control({ kind: 'watermark', session: session as TradeDate, eventTime: eventTime as EventTime, ...extra })

export const punctuation = (eventTime: number, extra: Partial<Control> = {}): Control =>
  control({ kind: 'watermark', eventTime: eventTime as EventTime, ...extra })
