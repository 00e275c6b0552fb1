/** One benchmark: what it compares, and how to run it. */
export interface Bench {
  readonly name: string
  readonly title: string
  /** Lines of the report; an aim stands beside each figure that has one. */
  run(): Promise<readonly string[]>
}
