import { ConfigError } from '../../errors.ts'
import type { Access, Credentials } from './access.ts'

/** Where the engine serves when it is a server of its own, not the engine of one data folder's programs. */
export interface Listening {
  readonly host: string
  readonly port: number
  /** Who may write; never generated, since nobody on another machine could read it from a file here. */
  readonly owner: Credentials
  /** Who only reads; undefined: the generated one, for programs of this machine. */
  readonly reader: Credentials | undefined
}

/**
 * Reads `--listen HOST:PORT`. It needs CLICKHOUSE_USER and CLICKHOUSE_PASSWORD, also on the loopback address: a port
 * that others know is not served without credentials that they were given. CLICKHOUSE_READER_USER and
 * CLICKHOUSE_READER_PASSWORD are those of readers.
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
  const { CLICKHOUSE_READER_USER: readerUser, CLICKHOUSE_READER_PASSWORD: readerPassword } = env
  if (!readerUser !== !readerPassword)
    throw new ConfigError(
      'missing',
      'CLICKHOUSE_READER_USER and CLICKHOUSE_READER_PASSWORD go together: set both, or neither.',
    )
  if (readerUser === user)
    throw new ConfigError('invalid', 'CLICKHOUSE_READER_USER and CLICKHOUSE_USER must be two users.')
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port,
    owner: { user, password },
    reader: readerUser && readerPassword ? { user: readerUser, password: readerPassword } : undefined,
  }
}

/** The stored access with the given credentials in place of the generated ones. */
export const accessOf = (stored: Access, listening: Listening | undefined): Access =>
  listening === undefined
    ? stored
    : {
        owner: listening.owner,
        reader: listening.reader ?? stored.reader,
        port: listening.port,
      }
