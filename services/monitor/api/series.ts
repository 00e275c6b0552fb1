import { z } from 'zod'
import { columnsOf, Dataset, IsoDate, Time } from './common.ts'

export const SeriesSymbol = z
  .string()
  .regex(/^[0-9A-Z][0-9A-Z-]{0,31}\.[A-Z]{2,8}$/, 'a series is written 000300.SH, VIX.US, MICROCAP.PROXY')
  .describe('Index, fund, future or foreign share, such as 000300.SH or VIX.US.')

export const SeriesBar = z.object({
  date: IsoDate.describe('Session date of its own market.'),
  open: z.number().nullable(),
  high: z.number().nullable(),
  low: z.number().nullable(),
  close: z.number(),
  availableAt: Time.describe('When it could be known, epoch ms.'),
})
export type SeriesBar = z.infer<typeof SeriesBar>

/** GET /api/v1/series/{symbol}: the newest bars of a range, ascending. */
export const Series = z.object({ dataset: Dataset, symbol: SeriesSymbol, columns: columnsOf(SeriesBar) })
export type Series = z.infer<typeof Series>
