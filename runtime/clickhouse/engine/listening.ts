import { ConfigError } from '../../errors.ts'
import type { Access, Credentials } from './access.ts'

/** Where the engine serves when it is a server of its own, not the engine of one data folder's programs. */
export interface Listening {
  readonly host: string
  readonly port: number
  /** Who may write; never generated, since nobody on another machine could read it from a file here. */
  readonly owner: Credentials
}

/**
 * Reads `--listen HOST:PORT`. It needs CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, also on the loopback address: a port
 * that others know is not served without credentials that they were given.
 * @throws ConfigError
 */
export function listeningAt(text: string, env: NodeJS.ProcessEnv): Listening {
  const [, host, digits] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  const port = Number(digits)
  if (host === undefined || port > 65_535)
    throw new ConfigError('invalid', `--listen takes HOST:PORT, like 0.0.0.0:8123, not "${text}".`)
  const { CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password } = env
  if (!user || !password)
    throw new ConfigError(
      'missing',
      '--listen serves the engine to other machines: set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.',
    )
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port, owner: { user, password } }
}

/** The stored access with the given owner in place of the generated one. */
export const accessOf = (stored: Access, listening: Listening | undefined): Access =>
  listening === undefined ? stored : { ...stored, owner: listening.owner, port: listening.port }
