import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Makes the metrics of one registry; all names begin alike. */
export class Meters {
  readonly #registry: Registry
  readonly #prefix: string

  constructor(registry: Registry, prefix = 'pulse_') {
    this.#registry = registry
    this.#prefix = prefix
  }

  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name: this.#prefix + name, help, labelNames, registers: [this.#registry] })
  }

  /** @param read sets it whenever somebody asks */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    read?: (gauge: Gauge<Label>) => void,
  ): Gauge<Label> {
    return new Gauge({
      name: this.#prefix + name,
      help,
      labelNames,
      registers: [this.#registry],
      ...(read === undefined
        ? {}
        : {
            collect() {
              this.reset()
              read(this)
            },
          }),
    })
  }

  histogram<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: readonly number[],
  ): Histogram<Label> {
    return new Histogram({
      name: this.#prefix + name,
      help,
      labelNames,
      buckets: [...buckets],
      registers: [this.#registry],
    })
  }
}
