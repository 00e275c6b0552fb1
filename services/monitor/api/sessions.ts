import { z } from 'zod'
import { Count, Dataset, IsoDate } from './common.ts'

export const DatasetSummary = z.object({
  dataset: Dataset,
  simulated: z.boolean().describe('A simulated or replayed market: mark it wherever it is shown.'),
  epoch: z.int().describe('Epoch that the views show; rises at a rebuild.'),
  sessions: Count.describe('Closed sessions, with their daily rows.'),
  minuteSessions: Count.describe('Sessions with minute rows.'),
  firstDate: IsoDate.nullable(),
  lastDate: IsoDate.nullable(),
})

/** GET /api/v1/datasets */
export const Datasets = z.object({ datasets: z.array(DatasetSummary) })
export type Datasets = z.infer<typeof Datasets>
export type DatasetSummary = z.infer<typeof DatasetSummary>

export const SessionRow = z.object({
  date: IsoDate,
  minutes: Count.max(241).describe('Minute rows, 241 when complete.'),
  daily: z.boolean().describe('Has its final daily row.'),
  final: z.boolean().describe('The session is closed.'),
})

/** GET /api/v1/sessions: newest first. */
export const Sessions = z.object({ dataset: Dataset, sessions: z.array(SessionRow) })
export type Sessions = z.infer<typeof Sessions>
export type SessionRow = z.infer<typeof SessionRow>
