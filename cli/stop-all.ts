type Stop = () => Promise<unknown> | unknown

/**
 * Stops things stage by stage, those of a stage at once. What fails keeps nothing else from ending.
 * @throws the first failure, when all have ended
 */
export async function stopAll(...stages: readonly (readonly Stop[])[]): Promise<void> {
  const failures: unknown[] = []
  for (const stage of stages) {
    const ended = await Promise.allSettled(stage.map(async (stop) => stop()))
    for (const result of ended) if (result.status === 'rejected') failures.push(result.reason)
  }
  if (failures.length > 0) throw failures[0]
}
