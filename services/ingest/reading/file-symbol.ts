import { basename } from 'node:path'

const PREFIXED = /(?:^|[^a-z])(sh|sz|bj)[._]?(\d{6})(?!\d)/i
const SUFFIXED = /(?:^|\D)(\d{6})[._](sh|ss|sz|bj|xshg|xshe)(?![a-z])/i
const BARE = /(?:^|\D)(\d{6})(?!\d)/
const EXCHANGE_FOLDER = /[\\/](sh|sz|bj)(?:[\\/]lday)?[\\/][^\\/]*$/i

/**
 * Symbol in a file's name, for formats that do not print it in their rows: `sh600000.csv`,
 * `600000.SH.csv`, `600000.csv`, or `600000.day` in a folder `sh`. Undefined where there is none.
 */
export function symbolInFileName(path: string): string | undefined {
  const name = basename(path)
  const prefixed = PREFIXED.exec(name)
  if (prefixed !== null) return `${prefixed[1]}${prefixed[2]}`
  const suffixed = SUFFIXED.exec(name)
  if (suffixed !== null) return `${suffixed[1]}.${suffixed[2]}`
  const bare = BARE.exec(name)?.[1]
  if (bare === undefined) return undefined
  const folder = EXCHANGE_FOLDER.exec(path)?.[1]
  return folder === undefined ? bare : `${folder}${bare}`
}
