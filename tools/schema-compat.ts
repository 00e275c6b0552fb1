/**
 * `npm run check:schemas`: every schemas/*.avsc must read what its released versions wrote
 * (BACKWARD_TRANSITIVE). Released versions: schemas/released/<name>.avsc is the last one, older ones are
 * in schemas/released/<version>/<name>.avsc.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { backwardTransitiveViolation } from '../runtime/codec/compatibility.ts'
import { parseSchema } from '../runtime/codec/schemas.ts'

export interface CompatibilityReport {
  /** Released schema versions that were compared. */
  readonly compared: number
  /** One sentence per incompatible or missing schema. */
  readonly faults: readonly string[]
}

/** Compares the schemas of a folder with those in its `released` folder. */
export function compareWithReleased(folder: string): CompatibilityReport {
  const released = avscFiles(join(folder, 'released'))
  const names = new Set(released.map((path) => basename(path)))
  const faults = [...names].flatMap((file) => {
    const versions = released.filter((path) => basename(path) === file)
    const fault = faultOf(join(folder, file), versions, folder)
    return fault === undefined ? [] : [fault]
  })
  return { compared: released.length, faults }
}

function faultOf(path: string, versions: readonly string[], folder: string): string | undefined {
  const file = basename(path)
  if (!existsSync(path)) {
    return `${file} was released and has gone: recorded data could no longer be read. Put it back, or delete its released versions together with its topic.`
  }
  const schema = read(path)
  const earlier = versions.map((version) => [relative(folder, version), read(version)] as const)
  const violation =
    backwardTransitiveViolation(schema, earlier) ??
    earlier.map(([label, released]) => changedMeaning(schema, released, label)).find((found) => found)
  if (violation === undefined) return undefined
  return `${file} is not BACKWARD_TRANSITIVE: ${violation}. Give new fields a default; keep names, types, units and enum symbols; or define a new topic.`
}

/** Avro does not see that the same integer means something else: our `brand` and `logicalType` say so. */
function changedMeaning(schema: object, released: object, label: string): string | undefined {
  const before = meanings(released)
  for (const [path, meaning] of meanings(schema)) {
    const earlier = before.get(path)
    if (earlier !== undefined && earlier !== meaning) {
      return `${path} is ${earlier} in ${label} and ${meaning} now`
    }
  }
  return undefined
}

function meanings(schema: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(schema)) for (const branch of schema) meanings(branch, path, found)
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return found
  const { name, type, fields, items, values, brand, logicalType } = schema as Record<string, unknown>
  if (typeof brand === 'string') found.set(path, brand)
  if (typeof logicalType === 'string') found.set(`${path} (logical type)`, logicalType)
  for (const nested of [type, items, values]) meanings(nested, path, found)
  if (Array.isArray(fields)) {
    for (const field of fields) meanings(field, `${path}${path === '' ? name : ''}.${field.name}`, found)
  }
  return found
}

function avscFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.avsc'))
    .sort()
    .map((file) => join(folder, file))
}

function read(path: string): object {
  return parseSchema(readFileSync(path))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { compared, faults } = compareWithReleased(fileURLToPath(new URL('../schemas', import.meta.url)))
  for (const fault of faults) console.error(fault)
  if (faults.length > 0) process.exitCode = 1
  else if (compared === 0) console.log('No schema has been released yet: nothing to be compatible with.')
  else console.log(`Compatible with ${compared} released schema versions.`)
}
