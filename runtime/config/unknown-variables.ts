import { nearestName } from './nearest-name.ts'
import { FILE_SUFFIX } from './read-settings.ts'
import { SETTINGS, type Setting } from './settings.ts'

/** A variable that looks like one of ours and is none. */
export interface UnknownVariable {
  readonly name: string
  /** What it most looks like. */
  readonly nearest: string | undefined
}

const OURS = /^(PULSE|KAFKA|CLICKHOUSE|SCHEMA_REGISTRY)_/
/** Of the tests and the scripts of this project. */
const OTHERS = /^PULSE_(TEST|FAULTS|REQUIRE|BENCH)(_|$)/

/** Variables that nobody reads: a typing error is not an error of any single setting. */
export function unknownVariables(env: NodeJS.ProcessEnv): readonly UnknownVariable[] {
  const known = (Object.entries(SETTINGS) as [string, Setting][]).flatMap(([name, { secret }]) =>
    secret === true ? [name, name + FILE_SUFFIX] : [name],
  )
  return Object.keys(env)
    .filter((name) => OURS.test(name) && !OTHERS.test(name) && !known.includes(name))
    .sort()
    .map((name) => ({ name, nearest: nearestName(name, known) }))
}
