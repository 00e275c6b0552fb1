import type { Fault } from './fault.ts'

/** Whether a run with these faults still fails. */
export type Fails = (faults: readonly Fault[]) => Promise<boolean>

/** Fields that say how much of a fault there is: less is simpler. */
const AMOUNTS = ['forMs', 'downMs', 'records', 'calls', 'everyMs'] as const
const SIMPLE_MS = 100

/**
 * The smallest schedule that still fails, by delta debugging: first as few faults as possible, then the least of each.
 * @param tries how many runs it may take
 */
export async function shrink(faults: readonly Fault[], fails: Fails, tries = 60): Promise<readonly Fault[]> {
  let left = tries
  const stillFails = async (candidate: readonly Fault[]): Promise<boolean> => {
    left -= 1
    return left >= 0 && fails(candidate)
  }
  return simplified(await fewest(faults, stillFails), stillFails)
}

/** Takes parts away, halves first and single faults last. */
async function fewest(faults: readonly Fault[], fails: Fails): Promise<readonly Fault[]> {
  let kept = faults
  for (let size = Math.ceil(kept.length / 2); size >= 1; ) {
    let removed = false
    for (let from = 0; from < kept.length; ) {
      const candidate = [...kept.slice(0, from), ...kept.slice(from + size)]
      if (await fails(candidate)) {
        kept = candidate
        removed = true
      } else from += size
    }
    if (size === 1 && !removed) break
    size = removed ? Math.min(size, Math.ceil(kept.length / 2)) : Math.floor(size / 2)
  }
  return kept
}

async function simplified(faults: readonly Fault[], fails: Fails): Promise<readonly Fault[]> {
  const kept = [...faults]
  for (const [at, original] of kept.entries())
    for (const amount of AMOUNTS) {
      let fault: Fault = original
      for (;;) {
        const value = (kept[at] as unknown as Partial<Record<string, number>>)[amount]
        if (value === undefined || value <= SIMPLE_MS) break
        fault = { ...kept[at]!, [amount]: Math.floor(value / 2) } as Fault
        if (!(await fails(kept.with(at, fault)))) break
        kept[at] = fault
      }
    }
  return kept
}
