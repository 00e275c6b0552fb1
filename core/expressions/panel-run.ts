import {
  createWindow,
  crossSectionalRank,
  crossSectionalZScore,
  type PairWindow,
  type RollingWindow,
  type SeriesWindow,
} from '../windows/windows.ts'
import type { Program } from './compile.ts'
import { finite, type Step } from './graph.ts'
import { readPanel, writePanel } from './panel-snapshot.ts'

/** Fields of a moment: one value for each instrument, in their order. */
export type PanelFields = Readonly<Record<string, readonly (number | null)[]>>

type Rolling = Step & { readonly kind: 'rolling' }

/**
 * Expressions at work on many instruments. Each has windows of its own; an instrument that is not given at a moment
 * stays where it was, its windows do not move. Step by step over all instruments, so that what compares them can
 * stand anywhere.
 */
export class PanelRun<Name extends string = string> {
  readonly program: Program<Name>
  readonly #rolling: readonly { readonly step: Rolling; readonly at: number }[]
  readonly #windows = new Map<string, RollingWindow[]>()
  readonly #columns: Float64Array[]
  #size = 0

  constructor(program: Program<Name>) {
    this.program = program
    this.#rolling = program.steps.flatMap((step, at) => (step.kind === 'rolling' ? [{ step, at }] : []))
    this.#columns = program.steps.map(() => new Float64Array(0))
  }

  /** Instruments that have windows, in the order in which they came. */
  get instruments(): readonly string[] {
    return [...this.#windows.keys()]
  }

  /**
   * Takes in one moment.
   * @param instruments each at most once
   * @throws RangeError where a field is missing or has another number of values
   */
  moment(instruments: readonly string[], fields: PanelFields): void {
    const size = instruments.length
    this.#size = size
    this.#makeRoom(size)
    const windows = instruments.map((instrument) => this.#windowsOf(instrument))
    let rolling = 0
    for (const [at, step] of this.program.steps.entries()) {
      const column = this.#columns[at]!
      if (step.kind === 'constant') column.fill(step.value, 0, size)
      else if (step.kind === 'field') takeField(column, step.name, fields, size)
      else if (step.kind === 'element') this.#element(column, step, size)
      else if (step.kind === 'cross') this.#cross(column, step, size)
      else {
        this.#roll(column, step, windows, rolling, size)
        rolling += 1
      }
    }
  }

  /** What an expression says of an instrument of the last moment, by its place there; a condition is 1 or 0. */
  value(name: Name, place: number): number | null {
    if (place >= this.#size)
      throw new RangeError(`The last moment had ${this.#size} instruments, none at ${place}.`)
    const value = this.#columns[this.program.expressions[name].step]![place]!
    return Number.isNaN(value) ? null : value
  }

  /** The same of all instruments of the last moment. */
  values(name: Name): (number | null)[] {
    return Array.from({ length: this.#size }, (_, place) => this.value(name, place))
  }

  /** Forgets an instrument, so that it begins anew when it comes again. */
  forget(instrument: string): void {
    this.#windows.delete(instrument)
  }

  /** All that is needed to go on bit for bit. */
  snapshot(): Uint8Array {
    return writePanel(
      [...this.#windows].map(([key, windows]) => [key, windows.map((each) => each.snapshot())]),
    )
  }

  /** @throws ExpressionError `corrupt` */
  restore(bytes: Uint8Array): void {
    this.#windows.clear()
    for (const [instrument, snapshots] of readPanel(bytes, this.#rolling.length)) {
      const windows = this.#windowsOf(instrument)
      for (const [index, snapshot] of snapshots.entries()) windows[index]!.restore(snapshot)
    }
  }

  clone(): PanelRun<Name> {
    const copy = new PanelRun(this.program)
    copy.restore(this.snapshot())
    return copy
  }

  #element(
    column: Float64Array,
    { inputs, apply, strict }: Step & { readonly kind: 'element' },
    size: number,
  ): void {
    const a = this.#columns[inputs[0]!]!
    const b = this.#columns[inputs[1] ?? inputs[0]!]!
    const c = this.#columns[inputs[2] ?? inputs[0]!]!
    for (let place = 0; place < size; place += 1) {
      const x = a[place]!
      const y = b[place]!
      const isMissing = strict && (Number.isNaN(x) || Number.isNaN(y))
      column[place] = isMissing ? Number.NaN : finite(apply(x, y, c[place]!))
    }
  }

  #roll(
    column: Float64Array,
    { inputs }: Rolling,
    windows: readonly RollingWindow[][],
    index: number,
    size: number,
  ): void {
    const x = this.#columns[inputs[0]!]!
    const y = inputs.length === 2 ? this.#columns[inputs[1]!]! : undefined
    for (let place = 0; place < size; place += 1) {
      const window = windows[place]![index]!
      if (y === undefined) (window as SeriesWindow).push(orNull(x[place]!))
      else (window as PairWindow).push(orNull(x[place]!), orNull(y[place]!))
      column[place] = window.value ?? Number.NaN
    }
  }

  #cross(
    column: Float64Array,
    { apply, inputs: [input] }: Step & { readonly kind: 'cross' },
    size: number,
  ): void {
    const values = Array.from(this.#columns[input]!.subarray(0, size), orNull)
    const compared = apply === 'csRank' ? crossSectionalRank(values) : crossSectionalZScore(values)
    for (let place = 0; place < size; place += 1) column[place] = compared[place] ?? Number.NaN
  }

  #windowsOf(instrument: string): RollingWindow[] {
    const known = this.#windows.get(instrument)
    if (known !== undefined) return known
    const created = this.#rolling.map(({ step }): RollingWindow => createWindow(step.spec))
    this.#windows.set(instrument, created)
    return created
  }

  #makeRoom(size: number): void {
    if ((this.#columns[0]?.length ?? size) >= size) return
    for (const at of this.#columns.keys()) this.#columns[at] = new Float64Array(2 * size)
  }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

function takeField(column: Float64Array, name: string, fields: PanelFields, size: number): void {
  const values = fields[name]
  if (values?.length !== size)
    throw new RangeError(`Field ${name} has ${values?.length ?? 'no'} values for ${size} instruments.`)
  for (let place = 0; place < size; place += 1) column[place] = finite(values[place] ?? Number.NaN)
}
