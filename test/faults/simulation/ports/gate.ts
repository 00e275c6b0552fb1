/** What a process asks of something outside itself. */
export interface PortCall {
  readonly port: 'log' | 'registry' | 'warehouse'
  readonly operation: Operation
  /** Whose task it is, where it is one. */
  readonly processor?: string
}

export const OPERATIONS = [
  'topics',
  'join',
  'heartbeat',
  'open',
  'restore',
  'seek',
  'poll',
  'commit',
  'close',
  'read',
  'register',
  'schema',
  'insert',
  'tell',
  'ask',
] as const

export type Operation = (typeof OPERATIONS)[number]

/** What goes wrong inside a port while it answers; everything else goes wrong at the gate. */
export type Mischief =
  /** `poll`: records that were handed out come again. */
  | { readonly kind: 'redeliver'; readonly records: number }
  /** `insert`: only this share of the rows gets into the table, and nobody is told which. */
  | { readonly kind: 'partly'; readonly share: number }

/**
 * Every call of a process to the outside passes here, so here is where time passes, where processes die, and where
 * servers are away. Between two calls a process touches nothing but its own memory: to die at a call, before or
 * after its effect, is to die at any point that matters.
 */
export interface Gate {
  /** Name of the process. */
  readonly owner: string
  /** @returns what the action says; never, when the process has died */
  pass<T>(call: PortCall, action: (mischief: Mischief | undefined) => T | Promise<T>): Promise<T>
}

/** Lets everything through. */
export const openGate = (owner: string): Gate => ({
  owner,
  pass: async (_, action) => action(undefined),
})
