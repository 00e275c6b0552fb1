export interface Member {
  readonly id: string
  /** Tasks that it works on now. */
  readonly owned: readonly number[]
}

/**
 * Shares tasks 0..tasks-1 out: every task to one member, numbers that differ by one at most, and a task stays
 * where it is as far as that allows.
 */
export function shareTasks(tasks: number, members: readonly Member[]): Map<string, number[]> {
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1))
  const shares = new Map<string, number[]>(sorted.map(({ id }) => [id, []]))
  const free = new Set(Array.from({ length: tasks }, (_, task) => task))
  const least = Math.floor(tasks / members.length)
  let largerShares = tasks % members.length
  for (const { id, owned } of sorted) {
    const share = shares.get(id)!
    const kept = owned.filter((task) => free.has(task)).slice(0, largerShares > 0 ? least + 1 : least)
    for (const task of kept) {
      share.push(task)
      free.delete(task)
    }
    if (share.length > least) largerShares -= 1
  }
  for (const task of free) {
    const [, smallest] = [...shares].reduce((a, b) => (b[1].length < a[1].length ? b : a))
    smallest.push(task)
  }
  return shares
}
