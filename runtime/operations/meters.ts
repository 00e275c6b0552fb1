import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

const PREFIX = 'pulse_'

/** Makes the metrics of one registry; all names begin alike. */
export class Meters {
  readonly #registry: Registry

  constructor(registry: Registry) {
    this.#registry = registry
  }

  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.#registry] })
  }

  /** @param read sets it whenever somebody asks */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    read?: (gauge: Gauge<Label>) => void,
  ): Gauge<Label> {
    return new Gauge({
      name: PREFIX + name,
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
      name: PREFIX + name,
      help,
      labelNames,
      buckets: [...buckets],
      registers: [this.#registry],
    })
  }
}
