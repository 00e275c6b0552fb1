import { z } from 'zod'
import { Count, Dataset, IsoDate, Time } from './common.ts'

/** Families of signals and the signals of each, in the order of the page. A family's name is that of its SQL view. */
export const SIGNAL_FAMILIES = {
  vvix_vix: ['vvix_vix'],
  vix_term: ['vix_term'],
  vvix_touches: ['vvix_touch'],
  election_months: ['election_month'],
  linkage: ['linkage'],
  mapping_weekly: ['mapping_oversold', 'mapping_strong'],
  us_ai_overnight: ['us_ai'],
  crowding_daily: ['turnover_share'],
  turnover_calm: ['turnover_calm'],
  microcap_index_daily: ['microcap_index'],
  microcap_rotation: ['microcap_rotation'],
  microcap_risk: ['microcap_risk'],
  divergences: ['divergence_daily', 'divergence_hourly'],
  macro_timing: ['macro_timing'],
  pe_percentile: ['pe_percentile'],
  style_rotation: ['style_rotation'],
  etf_flows: ['etf_flow'],
  implied_volatility: ['iv_compare'],
  cds_changes: ['cds'],
  stress_index: ['fsi'],
  drawdowns: ['drawdown_since'],
  fall_rise_asymmetry: ['sharp_fall_slow_rise'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type SignalFamily = keyof typeof SIGNAL_FAMILIES

const FAMILY_NAMES = Object.keys(SIGNAL_FAMILIES) as [SignalFamily, ...SignalFamily[]]

export const SignalName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'a signal is written vvix_vix')
  .describe('Name of a signal, such as vvix_vix.')

export const Subject = z
  .string()
  .min(1)
  .max(100)
  .describe('What a signal is about: a market, an index, a group, a pair.')

/** What a signal says of a subject on a date. */
export const SignalRow = z.object({
  signal: SignalName,
  subject: Subject,
  date: IsoDate.describe("Session date of the subject's market, yyyy-mm-dd."),
  value: z.number().nullable(),
  state: z.string().nullable().describe('What the value means; docs/signals lists the states.'),
  rank: Count.nullable().describe('Place among the subjects of that date, from 1.'),
  components: z.record(z.string(), z.number()).describe('Figures that it is made of, by name.'),
  notes: z.record(z.string(), z.string()).describe('Texts: reasons, triggers, names.'),
  availableAt: Time.describe('When it could be known and acted upon, epoch ms.'),
})
export type SignalRow = z.infer<typeof SignalRow>

/** One signal: how much there is of it, and what it says last. */
export const SignalSummary = z.object({
  family: z.enum(FAMILY_NAMES),
  signal: SignalName,
  subjects: Count,
  rows: Count,
  from: IsoDate.nullable(),
  to: IsoDate.nullable(),
  availableAt: Time.nullable().describe('When the newest row could be known.'),
  latest: SignalRow.nullable().describe('Of the newest date, the subject of the first rank.'),
})
export type SignalSummary = z.infer<typeof SignalSummary>

/** GET /api/v1/signals: every signal of every family; one without rows has no dates. */
export const Signals = z.object({ dataset: Dataset, signals: z.array(SignalSummary) })
export type Signals = z.infer<typeof Signals>

/** GET /api/v1/signals/{signal}/latest: newest row of each subject, newest date first, then by rank. */
export const SignalLatest = z.object({ dataset: Dataset, signal: SignalName, rows: z.array(SignalRow) })
export type SignalLatest = z.infer<typeof SignalLatest>

/** GET /api/v1/signals/{signal}/series: the newest rows of a range, ascending by date. */
export const SignalSeries = z.object({ dataset: Dataset, signal: SignalName, rows: z.array(SignalRow) })
export type SignalSeries = z.infer<typeof SignalSeries>
