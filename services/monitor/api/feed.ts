import { z } from 'zod'
import { Count, Dataset, IsoDate, Minute, Time } from './common.ts'

/** How well the data set's market is seen, and how long ago something came. */
export const FeedState = z.object({
  dataset: Dataset,
  date: IsoDate.nullable().describe('Newest session; null before the first.'),
  minute: Minute.nullable(),
  eventTime: Time.nullable().describe('Everything before this has been counted.'),
  receivedAt: z.int().nullable().describe("When this server's newest event came, epoch ms of this machine."),
  serverTime: z
    .int()
    .describe('This machine now, epoch ms: compare with receivedAt, not with your own clock.'),
  silentSeconds: z
    .number()
    .describe('Since the newest event came; before the first, since the server began to listen.'),
  state: z
    .enum(['waiting', 'open', 'silent', 'closed'])
    .describe('silent: the session is open and nothing came for 60 s; figures shown are old, not changed.'),
  expected: Count.nullable(),
  seen: Count.nullable(),
  suspended: Count.nullable(),
  cohortMissing: Count.nullable(),
  stale: Count.nullable().describe('Symbols whose source said nothing for 60 s of trading.'),
  hygiene: z.record(z.string(), Count).describe('Snapshots so far by what tick hygiene did with them.'),
  quality: z.enum(['ok', 'noBook', 'partial']).nullable(),
})
export type FeedState = z.infer<typeof FeedState>

/** GET /api/v1/health-of-feed */
export const FeedHealth = z.object({ feeds: z.array(FeedState) })
export type FeedHealth = z.infer<typeof FeedHealth>
