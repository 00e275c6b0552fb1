import type { Ring } from './ring.ts'

/**
 * Where a ring is cut for an operation that cannot be undone, as a product: for each place before the cut the result
 * from there up to the cut is kept, for those behind it one running result. A place that leaves takes nothing along.
 * When none is left before the cut, the cut moves to the end; so each place is worked on twice.
 */
export class Cut {
  /** Places before the cut. */
  before = 0

  /** After a place has left: true when the cut has moved to the end and the results before it have to be made. */
  moves(ring: Ring): boolean {
    if (this.before > 0) {
      this.before -= 1
      return false
    }
    this.before = ring.held
    return true
  }
}
