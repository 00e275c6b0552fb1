/** Health check of the container: asks /healthz of this service where PULSE_METRICS_PORT says that it is served. */
const { PULSE_METRICS_PORT: port } = process.env
if (port) {
  const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4_000) })
  process.exitCode = answer.ok ? 0 : 1
}
