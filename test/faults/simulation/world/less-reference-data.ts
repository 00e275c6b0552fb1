/**
 * Of the bundled instruments and calendar some is enough: every process reads them again whenever it starts, and
 * nothing in a simulated market asks for the rest. Test files put these in place of the data, before anything is imported.
 */
type Instruments = typeof import('../../../../services/ingest/bundled/instruments.ts')
type TradingDays = typeof import('../../../../core/market/data/trading-days.ts')

const INSTRUMENTS = 40
const FIRST_YEAR = 2022

export async function fewInstruments(original: () => Promise<Instruments>): Promise<Instruments> {
  const bundled = await original()
  const some = bundled.bundledInstruments().slice(0, INSTRUMENTS)
  return { ...bundled, bundledInstruments: () => some }
}

export async function fewYears(original: () => Promise<TradingDays>): Promise<TradingDays> {
  const { WEEKDAY_CLOSURES } = await original()
  return { WEEKDAY_CLOSURES: WEEKDAY_CLOSURES.filter(([year]) => year >= FIRST_YEAR) }
}
