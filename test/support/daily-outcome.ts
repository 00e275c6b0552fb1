import { runDaily, type TestSession } from './pipeline-harness.ts'

type Instruments = Parameters<typeof runDaily>[1]

/** Headline statistics of each session. */
export const stagesOf = (sessions: readonly TestSession[], instruments: Instruments = []) =>
  runDaily(sessions, instruments).market.flatMap((event) =>
    event.topic === 'stage' && event.value.scope === 'all' ? [event.value] : [],
  )

/** Tiers of the headline ladder of each session. */
export const laddersOf = (sessions: readonly TestSession[]) =>
  runDaily(sessions).market.flatMap((event) =>
    event.topic === 'ladder' && event.value.scope === 'all' ? [event.value] : [],
  )

/** Session and streak of each limit state of a symbol. */
export const streaksOf = (sessions: readonly TestSession[], symbol: string, instruments: Instruments = []) =>
  runDaily(sessions, instruments).states.flatMap((event) =>
    event.topic === 'limitState' && event.value.symbol === symbol
      ? [[event.value.tradeDate, event.value.streak] as const]
      : [],
  )

/** A share to which nothing happens. */
export const QUIET: TestSession['bars'][number] = ['601398.SH', 5, 5.01, 4.99, 5, 5]
