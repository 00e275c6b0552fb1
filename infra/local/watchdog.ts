import { spawn } from 'node:child_process'

/**
 * A shell that collects pids until its input ends. This process holds the other end of the input, so
 * that is exactly when this process is gone, however it went: then the shell ends the servers.
 */
const SCRIPT = `
while read -r pid; do servers="$servers $pid"; done
each() { for pid in $servers; do kill -"$1" "$pid" && alive=yes; done; }
each TERM
each CONT
for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
  sleep 1
  alive=no
  each 0
  [ "$alive" = yes ] || exit 0
done
each KILL
`

export type Watchdog = {
  /** From now on this server ends when this process ends. */
  readonly guard: (pid: number) => void
  /** The servers may outlive this process. */
  readonly callOff: () => void
}

export function startWatchdog(): Watchdog {
  const shell = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const input = shell.stdin
  shell.unref()
  return {
    guard: (pid) => void input.write(`${pid}\n`),
    callOff: () => void shell.kill('SIGKILL'),
  }
}
