import { shareTasks } from '../../../../runtime/log/kafka/share-tasks.ts'

/** A process as its group sees it. */
export interface GroupMember {
  /** Unique among all members there ever were. */
  readonly id: string
  readonly owner: string
  /** Told which tasks are its own from now on. */
  readonly assigned: (tasks: readonly number[]) => void
}

/** Who takes part in a processor's tasks, and who has which. Shared out as on Kafka: whole and sticky. */
export class Group {
  readonly #tasks: number
  readonly #members = new Map<string, GroupMember>()
  readonly #evicted = new Map<string, GroupMember>()
  readonly #shares = new Map<string, readonly number[]>()

  constructor(tasks: number) {
    this.#tasks = tasks
  }

  join(member: GroupMember): void {
    this.#members.set(member.id, member)
    this.#rebalance()
  }

  leave({ id }: GroupMember): void {
    this.#evicted.delete(id)
    if (this.#members.delete(id)) this.#rebalance()
  }

  /** Whether a task is a member's, as far as the group knows. */
  has({ id }: GroupMember, task: number): boolean {
    return this.#shares.get(id)?.includes(task) === true
  }

  evict(owner: string): void {
    const gone = [...this.#members.values()].filter((member) => member.owner === owner)
    for (const member of gone) {
      this.#members.delete(member.id)
      this.#evicted.set(member.id, member)
    }
    if (gone.length > 0) this.#rebalance()
  }

  heard(owner: string): void {
    const back = [...this.#evicted.values()].filter((member) => member.owner === owner)
    for (const member of back) {
      this.#evicted.delete(member.id)
      this.#members.set(member.id, member)
    }
    if (back.length > 0) this.#rebalance()
  }

  #rebalance(): void {
    for (const id of [...this.#shares.keys()]) if (!this.#members.has(id)) this.#shares.delete(id)
    if (this.#members.size === 0) return
    const members = [...this.#members.keys()].map((id) => ({ id, owned: this.#shares.get(id) ?? [] }))
    const shares = shareTasks(this.#tasks, members)
    for (const [id, tasks] of shares) {
      this.#shares.set(id, tasks)
      this.#members.get(id)!.assigned(tasks)
    }
  }
}
