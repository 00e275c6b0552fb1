/** How the engine process ends, for whoever started it. */
export const engineExit = {
  ended: 0,
  /** The reason is in engine.log. */
  failed: 1,
  /** Another process holds the data path. */
  busy: 75,
  /** No engine library for this platform. */
  unsupported: 78,
} as const
