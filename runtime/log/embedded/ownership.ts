import { LogError } from '../../errors.ts'
import type { Catalog, Owner } from './catalog.ts'
import { processIdentity } from './process-identity.ts'

const sameProcess = (a: Owner, b: Owner): boolean => a.pid === b.pid && a.identity === b.identity

/**
 * The right to write a log: one process at a time, on record in the catalog, so that checking and taking
 * it are one transaction. A record whose process is gone, or whose pid now belongs to another process,
 * is taken over. All processes must see the same pids: one machine, one container.
 */
export class Ownership {
  readonly #catalog: Catalog
  readonly #self: Owner

  /** @throws LogError `locked` while another process, or another log of this one, holds it. */
  constructor(catalog: Catalog, home: string) {
    this.#catalog = catalog
    this.#self = { pid: process.pid, identity: processIdentity(process.pid) ?? 'unknown' }
    const writer = catalog.claim(this.#self, ({ pid, identity }) => processIdentity(pid) === identity)
    if (writer === undefined) return
    throw new LogError(
      'locked',
      `Process ${writer.pid} writes the event log of ${home}. Stop it, open the log read-only, or choose another PULSE_HOME.`,
    )
  }

  /** @throws LogError `locked` when the record names another process by now. */
  check(): void {
    const owner = this.#catalog.owner()
    if (owner !== undefined && sameProcess(owner, this.#self)) return
    throw new LogError(
      'locked',
      `Process ${owner?.pid ?? 'unknown'} has taken over this event log: this one must stop writing.`,
    )
  }

  release(): void {
    const owner = this.#catalog.owner()
    if (owner === undefined || !sameProcess(owner, this.#self)) return
    try {
      this.#catalog.release()
    } catch {
      // The disk is full: the next process finds a record of a process that is gone, and takes over.
    }
  }
}
