import { z } from 'zod'

/*
 * Units in every answer and event: dates `yyyy-mm-dd`, times in epoch ms of the exchange, prices and amounts in
 * yuan, volumes in shares, rates and returns as fractions (0.1 is 10%). Unknown is null, never 0.
 */

export const Dataset = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'a data set is named main, sim-<seed> or replay-<id>')
  .describe('Data set: main, sim-<seed> or replay-<id>.')

export const IsoDate = z.iso.date().describe('Shanghai session date, yyyy-mm-dd.')

export const Time = z.int().describe('Exchange time, epoch ms.')

/** Number of a session minute: 0 is 09:25, 1 is 09:31, 120 is 11:30, 240 is 15:00. */
export const Minute = z.int().min(0).max(240).describe('Session minute: 0 is 09:25, 240 is 15:00.')

export const SymbolCode = z
  .string()
  .regex(/^[0-9A-Z]{1,12}\.[A-Z]{2}$/, 'a symbol is written 600519.SH')
  .describe('Code as traded on that day, exchange-suffixed.')

export const Rate = z.number().nullable()
export const Count = z.int().min(0)
export const Yuan = z.number().describe('Yuan.')

/**
 * A place in the event stream. Ask `/api/v1/stream` with `lastEventId` set to it: what comes is what the answer
 * that named it does not hold yet, and nothing else. A page that loads several answers takes the position of the
 * one that it asked for first; whatever then comes twice has the same key and replaces itself.
 */
export const StreamPosition = z
  .string()
  .max(2000)
  .describe('Where the event stream goes on after this answer.')
export type StreamPosition = z.infer<typeof StreamPosition>

/** What an answer is about. */
export const Place = z.object({ dataset: Dataset, date: IsoDate })
export type Place = z.infer<typeof Place>

/** Errors, as application/problem+json (RFC 9457). */
export const Problem = z.object({
  type: z.string().describe('Stable code, as a URN.'),
  title: z.string().describe('What is wrong.'),
  status: z.int(),
  detail: z.string().describe('What exactly.'),
  instance: z.string().describe('Where: the path that was asked for.'),
  action: z.string().describe('What to do.'),
})
export type Problem = z.infer<typeof Problem>

type ColumnSchemas<Shape extends z.ZodRawShape> = { [Name in keyof Shape]: z.ZodArray<Shape[Name]> }

/** The same rows by column: arrays of equal length, one per field. */
export function columnsOf<Shape extends z.ZodRawShape>(
  row: z.ZodObject<Shape>,
): z.ZodObject<ColumnSchemas<Shape>> {
  const arrays = Object.fromEntries(
    Object.entries(row.shape).map(([name, schema]) => [name, z.array(schema as z.ZodType)]),
  )
  return z.object(arrays as unknown as ColumnSchemas<Shape>)
}

/** Rows turned into columns. */
export type ColumnsOf<Row> = { [Name in keyof Row]: Row[Name][] }
