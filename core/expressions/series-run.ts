import type { Program } from './compile.ts'
import { PanelRun } from './panel-run.ts'

const ONLY = ['']

/** Expressions at work on one series. What compares instruments sees this one alone. */
export class SeriesRun<Name extends string = string> {
  readonly #panel: PanelRun<Name>

  constructor(program: Program<Name>) {
    this.#panel = new PanelRun(program)
  }

  /** Takes in the fields of the next place. @throws RangeError where one is missing */
  push(fields: Readonly<Record<string, number | null>>): void {
    const { fields: wanted } = this.#panel.program
    this.#panel.moment(
      ONLY,
      Object.fromEntries(wanted.flatMap((name) => (name in fields ? [[name, [fields[name] ?? null]]] : []))),
    )
  }

  value(name: Name): number | null {
    return this.#panel.value(name, 0)
  }

  snapshot(): Uint8Array {
    return this.#panel.snapshot()
  }

  /** @throws ExpressionError `corrupt` */
  restore(bytes: Uint8Array): void {
    this.#panel.restore(bytes)
  }
}
