import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { InstrumentSymbol } from '../../core/market/instrument-symbol.ts'
import type { AnyInputEvent, AnyOutputEvent } from '../../runtime/processor/processor.ts'
import type { TopicKey } from '../../schemas/topics.ts'
import { requirePlausible, requirePossible } from '../../services/ingest/series/row-checks.ts'
import { readFiles } from '../../services/ingest/series/testing/read-files.ts'
import { SENTIMENT_PROCESSORS } from '../../services/sentiment/sentiment-processors.ts'
import { SIGNAL_PROCESSORS } from '../../services/signals/signal-processors.ts'
import { event, runSeries, type SeriesTopic, sessionsBetween } from '../support/series-run.ts'
import { madeSeries } from './made-series.ts'

const SERIES: readonly TopicKey[] = ['series', 'observations', 'fundFlows']
const DRIVEN = [...SENTIMENT_PROCESSORS, ...SIGNAL_PROCESSORS].filter(
  ({ name, inputs }) => name !== 'portfolios' && inputs.some((topic) => SERIES.includes(topic)),
)

/** Values that a damaged file may hold, and that are numbers all the same. */
const EXTREMES = [1e308, 1e100, 1e12, 1e-6, 1e-100, 5e-324]
const EVERY = 211

const taken = ({ topic, value }: AnyInputEvent<SeriesTopic>): boolean => {
  try {
    if (topic === 'series') requirePlausible(value.symbol as InstrumentSymbol, value.close)
    if (topic === 'observations') requirePossible(value.series, value.value)
    return true
  } catch {
    return false
  }
}

/** Made-up series; some values are as far out as a file can have them, those left out that ingest refuses. */
function damaged(extreme: number): AnyInputEvent<SeriesTopic>[] {
  return madeSeries()
    .map(({ topic, value }, at) => {
      const key = topic === 'observations' ? value.series : value.symbol
      const field = topic === 'observations' ? 'value' : 'close'
      const far = at % EVERY === 0 ? { [field]: extreme } : {}
      return event(topic, key, { dataset: 'main', epoch: 1, late: false, ...value, ...far } as never)
    })
    .filter(taken)
}

describe('no value that ingest takes', () => {
  it('is beyond what figures have ever been, however it is written', async () => {
    const home = await mkdtemp(join(tmpdir(), 'pulse-extreme-'))
    try {
      const [bars, flows] = [join(home, 'series.csv'), join(home, 'flows.csv')]
      await writeFile(
        bars,
        'symbol,date,open,high,low,close,volume,amount\n510300.SH,20250506,,,,1e308,,\n510300.SH,20250507,,,,5e-324,,\n' +
          '510300.SH,20250508,1e308,,,4,1e300,\n510300.SH,20250509,5e-324,,,4,,\n510300.SH,20250512,4,4,4,4,100,\n',
      )
      await writeFile(
        flows,
        'symbol,date,shares,nav,close,name,net_inflow\n510300.SH,20250506,1e308,5e-324,,,\n',
      )
      const { rows, rejections } = await readFiles(bars, flows)
      expect(rejections.map(({ code }) => code)).toEqual(['impossibleValue', 'impossibleValue'])
      expect(rows.map(({ value }) => value)).toMatchObject([
        { tradeDate: 20250506, shares: null, nav: null },
        { tradeDate: 20250508, open: null, close: 4, volume: null },
        { tradeDate: 20250509, open: null, close: 4 },
        { tradeDate: 20250512, open: 4, volume: 100 },
      ])
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  })

  it.each(DRIVEN.map((processor) => [processor.name, processor] as const))(
    'stops %s, or comes out as no number',
    (_, processor) => {
      for (const extreme of EXTREMES) {
        const events = damaged(extreme).filter(({ topic }) => processor.inputs.includes(topic))
        const said = runSeries(processor, { events, sessions: sessionsBetween(20240102, 20250530) })
        expect(said.filter(hasNoNumber)).toEqual([])
      }
    },
  )
})

const hasNoNumber = ({ value }: AnyOutputEvent<TopicKey>): boolean => {
  let found = false
  JSON.stringify(value, (_, field) => {
    if (typeof field === 'number' && !Number.isFinite(field)) found = true
    return field
  })
  return found
}
