/** What both sides say of the ticks, in the order in which it is said. */
export interface TickResult {
  readonly minutes: object[]
  readonly changes: object[]
  readonly bars: object[]
}
