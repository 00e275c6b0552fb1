import type { FileSummary } from '../summary.ts'
import type { RoundingSteps } from '../units.ts'

/** What is known of a file when its rows are put together into sessions. */
export interface SourceFile {
  readonly path: string
  readonly format: string
  readonly rank: number
  readonly steps: RoundingSteps
  readonly summary: FileSummary
}
