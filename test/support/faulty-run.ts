import type { RunOptions } from '../../runtime/processor/run-processor.ts'
import { Crash, type Fault, withFaults } from './faulty-log.ts'
import { type ProcessorRun, type ProcessorSet, type Recording, withProcessorRun } from './processor-run.ts'

/** Runs recorded input through faults, told by the number of the commit; after each crash the next process goes on. */
export function faultyRun(
  set: ProcessorSet,
  recording: Recording,
  faultAt: (commit: number) => Fault | undefined,
  options: Partial<RunOptions>,
): Promise<{ readonly digest: string; readonly faults: number }> {
  let commits = 0
  let faults = 0
  const counted = (): Fault | undefined => {
    commits += 1
    const fault = faultAt(commits)
    if (fault !== undefined) faults += 1
    return fault
  }
  return withProcessorRun(set, recording, async (opened, reopen) => {
    let run: ProcessorRun = opened
    for (;;) {
      try {
        await run.process(recording.marker, { ...options, log: withFaults(run.log, counted) })
        return { digest: await run.digest(), faults }
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        run = await reopen()
      }
    }
  })
}
