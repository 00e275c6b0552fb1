import { once } from 'node:events'
import { createServer } from 'node:net'
import type { ListenConfig } from '../../../runtime/config/pulse-config.ts'
import { type Check, type Finding, note, problem } from '../finding.ts'

/** Whether the ports that we would listen on are free. */
export const portsCheck: Check = async ({ monitor, metrics }) => [
  ...(await portFindings('PULSE_PORT', monitor)),
  ...(metrics === undefined ? [] : await portFindings('PULSE_METRICS_PORT', metrics)),
]

async function portFindings(setting: string, { host, port }: ListenConfig): Promise<readonly Finding[]> {
  if (port === 0) return []
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return []
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      return note(
        `port ${port} of ${host} is in use`,
        `Fine if it is the pulse that runs here; otherwise ${setting} names another one. Who has it: ss -ltnp 'sport = :${port}'`,
      )
    if (code === 'EADDRNOTAVAIL')
      return problem(`${host} is no address of this machine`, `Correct the host that goes with ${setting}.`)
    return problem(`port ${port} of ${host} cannot be listened on (${code})`, `${setting} names another one.`)
  } finally {
    server.close()
  }
}
