import type { Type } from 'avsc'
import type { TradeDate } from '../../../core/market/trade-date.ts'
import { avroType } from '../../../runtime/codec/schemas.ts'
import { OPEN_MOMENT_TYPE, type OpenMoment } from '../../../runtime/processor/moments.ts'
import type { AnyOutputEvent, ProcessorContext } from '../../../runtime/processor/processor.ts'
import { stateType } from '../../../runtime/processor/state-type.ts'
import { storedWindow } from '../../../runtime/windows/window-store.ts'
import type { Outcomes } from './outcomes.ts'
import { MONTH, type RatioState } from './ratio.ts'
import type { Closes, Touch } from './touches.ts'
import type { VolatilityFigure } from './volatility-rules.ts'

/** What is known of one US date. */
export type KnownDay = Readonly<Record<VolatilityFigure, number | null>> & {
  readonly tradeDate: TradeDate
  /** Something came to be known at the open moment. */
  readonly news: boolean
  /** How often the term structure of the date has been said, and of how many figures the last time. */
  readonly termsSaid: number
  readonly termFigures: number
}

export interface VolatilityStores {
  readonly moment: OpenMoment
  /** The latest dates, by date. */
  readonly days: KnownDay
  /** VVIX/VIX, under `US`. */
  readonly ratio: RatioState
  /** The latest closes of the S&P 500, under `spx`. */
  readonly closes: Closes
  /** Touches whose outcome is not known yet, by date, kind and horizon. */
  readonly touches: Touch
  /** Outcomes so far, by kind and horizon; `base` counts every session. */
  readonly outcomes: Outcomes
}

export type VolatilityState = ProcessorContext<VolatilityStores>['state']
export type Emit = (output: AnyOutputEvent<'volatility'>) => void

export const VOLATILITY_STORES = {
  moment: OPEN_MOMENT_TYPE,
  days: stateType('KnownDay', {
    tradeDate: 'int',
    news: 'boolean',
    termsSaid: 'int',
    termFigures: 'int',
    vix: 'double?',
    vvix: 'double?',
    vix9d: 'double?',
    vix3m: 'double?',
    vx1: 'double?',
    vx2: 'double?',
    spx: 'double?',
  }),
  ratio: avroType({
    type: 'record',
    name: 'RatioState',
    fields: [
      { name: 'first', type: 'int' },
      { name: 'tradeDate', type: 'int' },
      { name: 'ratio', type: 'double' },
      { name: 'month', type: storedWindow(MONTH).type },
      { name: 'averages', type: { type: 'array', items: ['null', 'double'] } },
      { name: 'alert', type: 'boolean' },
      { name: 'sinceDailyTouch', type: ['null', 'int'] },
    ],
  }),
  closes: avroType({
    type: 'record',
    name: 'Closes',
    fields: [
      { name: 'dates', type: { type: 'array', items: 'int' } },
      { name: 'closes', type: { type: 'array', items: 'double' } },
    ],
  }),
  touches: stateType('Touch', {
    kind: 'string',
    tradeDate: 'int',
    horizon: 'int',
    ratio: 'double',
    average: 'double?',
    vix: 'double',
  }),
  outcomes: stateType('Outcomes', {
    n: 'int',
    fell: 'int',
    corrected: 'int',
    sum: 'double',
    drawdowns: 'double',
  }),
} satisfies Record<keyof VolatilityStores, Type>
