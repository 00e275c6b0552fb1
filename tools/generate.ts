/**
 * Writes schemas/generated/events.ts from schemas/*.avsc, so that no field is defined twice.
 * With --check it only compares, and fails when the committed file is stale.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

type Avro = string | AvroComplex | readonly Avro[]
interface AvroComplex {
  readonly type: Avro
  readonly name?: string
  readonly doc?: string
  readonly symbols?: readonly string[]
  readonly items?: Avro
  readonly values?: Avro
  readonly fields?: readonly AvroField[]
}
interface AvroField {
  readonly name: string
  readonly type: Avro
  readonly doc?: string
  readonly brand?: string
  readonly default?: unknown
}

const schemas = new URL('../schemas/', import.meta.url)
const target = new URL('generated/events.ts', schemas)
const BRANDS: Readonly<Record<string, string>> = {
  Price: 'price',
  Fen: 'price',
  TradeDate: 'trade-date',
  EventTime: 'trade-date',
  InstrumentSymbol: 'instrument-symbol',
}
const PRIMITIVES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  string: 'string',
  bytes: 'Buffer',
}

const declarations = new Map<string, string>()
const usedBrands = new Set<string>()

function typeOf(schema: Avro, brand?: string): string {
  if (Array.isArray(schema)) return schema.map((branch) => typeOf(branch, brand)).join(' | ')
  if (typeof schema === 'string') {
    const primitive = PRIMITIVES[schema]
    if (primitive === undefined) return schema
    if (brand === undefined || primitive === 'null') return primitive
    usedBrands.add(brand)
    return brand
  }
  const { type, name, symbols, items, values } = schema as AvroComplex
  if (type === 'enum') {
    declare(name!, `export type ${name} = ${symbols!.map((symbol) => `'${symbol}'`).join(' | ')}\n`)
    return name!
  }
  if (type === 'array') return `readonly (${typeOf(items!)})[]`
  if (type === 'map') return `Readonly<Record<string, ${typeOf(values!)}>>`
  if (type === 'record') {
    declareRecord(schema as AvroComplex)
    return name!
  }
  return typeOf(type, brand)
}

function declare(name: string, text: string): void {
  const known = declarations.get(name)
  if (known !== undefined && known !== text) throw new Error(`Two different types are called ${name}.`)
  declarations.set(name, text)
}

function declareRecord(schema: AvroComplex): void {
  const doc = schema.doc === undefined ? '' : `/** ${schema.doc} */\n`
  const fields = schema.fields!.map((field) => {
    const comment = field.doc === undefined ? '' : `  /** ${field.doc} */\n`
    return `${comment}  readonly ${field.name}: ${typeOf(field.type, field.brand)}\n`
  })
  declare(schema.name!, `${doc}export interface ${schema.name} {\n${fields.join('')}}\n`)
}

const files = readdirSync(schemas)
  .filter((file) => file.endsWith('.avsc'))
  .sort()
const bySchema: string[] = []
for (const file of files) {
  const schema = JSON.parse(readFileSync(new URL(file, schemas), 'utf8')) as AvroComplex
  declareRecord(schema)
  bySchema.push(`  '${file.replace('.avsc', '')}': ${schema.name}\n`)
}
const imports = new Map<string, string[]>()
for (const brand of [...usedBrands].sort()) {
  const module = BRANDS[brand]
  if (module === undefined) throw new Error(`Unknown brand ${brand}; add it to tools/generate.ts.`)
  imports.set(module, [...(imports.get(module) ?? []), brand])
}
const text = [
  '// Generated from schemas/*.avsc by `npm run generate`. Do not edit.\n',
  ...[...imports].map(
    ([module, names]) => `import type { ${names.join(', ')} } from '../../core/market/${module}.ts'\n`,
  ),
  ...[...declarations].map(([, declaration]) => `\n${declaration}`),
  `\n/** Record type of each schema file. */\nexport interface SchemaTypes {\n${bySchema.join('')}}\n`,
].join('')

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('schemas/generated/events.ts is stale: run `npm run generate` and commit the result.')
    process.exitCode = 1
  }
} else writeFileSync(target, text)
