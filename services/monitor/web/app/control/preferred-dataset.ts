import type { DatasetSummary } from '../state/api.ts'

/** The one asked for; else the market itself where it has sessions, else what has: a first start shows its simulated day. */
export function preferredDataset(
  datasets: readonly DatasetSummary[],
  wanted: string | null,
): DatasetSummary | undefined {
  return (
    datasets.find(({ dataset }) => dataset === wanted) ??
    datasets.find(({ dataset, sessions }) => dataset === 'main' && sessions > 0) ??
    datasets.find(({ minuteSessions }) => minuteSessions > 0) ??
    datasets.find(({ sessions }) => sessions > 0)
  )
}
