/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      controller.abort()
      process.stderr.write('Stopping …\n')
    })
  return controller.signal
}
