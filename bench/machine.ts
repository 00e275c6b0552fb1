import { cpus, loadavg, totalmem } from 'node:os'

/** What the figures depend on, the load from others included. */
export function machine(): string {
  const processors = cpus()
  return [
    `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'})`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `Node ${process.version}`,
    `load ${loadavg()[0]!.toFixed(1)}`,
    new Date().toISOString().slice(0, 16),
  ].join(', ')
}
