/** The fields by which errors of Node, kafkajs and ClickHouse say what happened. */
export interface Fault {
  readonly name?: string
  readonly message?: string
  readonly code?: string | number
  readonly type?: string
  readonly hostname?: string
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

/** An error, what caused it, and what caused that; of several at once, all. */
export function causes(error: unknown, found: Fault[] = []): readonly Fault[] {
  if (typeof error !== 'object' || error === null || found.includes(error)) return found
  const fault = error as Fault
  found.push(fault)
  for (const inner of fault.errors ?? []) causes(inner, found)
  return causes(fault.cause, found)
}

/** The message nearest to what went wrong. */
export const rootMessage = (error: unknown): string =>
  causes(error)
    .map(({ message }) => message)
    .filter((message) => message !== undefined && message !== '')
    .at(-1) ?? String(error)
