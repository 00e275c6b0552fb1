import { type ChildProcess, spawn } from 'node:child_process'

/**
 * A shell that waits for the end of its input. This process holds the other end, so the input ends
 * exactly when this process is gone, however it went: then the shell ends the servers.
 */
const SCRIPT = `
cat > /dev/null
kill -TERM "$@" 2> /dev/null
for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  kill -0 "$@" 2> /dev/null || exit 0
  sleep 1
done
kill -KILL "$@" 2> /dev/null
`

/** Ends the servers when this process dies. The returned function calls the watch off. */
export function endWithThisProcess(pids: readonly number[]): () => void {
  const watchdog: ChildProcess = spawn('sh', ['-c', SCRIPT, 'pulse-watchdog', ...pids.map(String)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  watchdog.unref()
  return () => void watchdog.kill('SIGKILL')
}
