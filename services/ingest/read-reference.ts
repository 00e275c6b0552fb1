import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { REFERENCE_TABLES, type ReferenceRow, ReferenceRowError } from './formats/reference-tables.ts'
import { sourceErrorOf, unpacked } from './reading/file-bytes.ts'
import { joinFacts, NO_FACTS, type ReferenceFacts } from './reference-facts.ts'
import type { FileContent, RecognisedFile, Rejection } from './source.ts'
import { SourceError } from './source-error.ts'
import { count, type IngestSummary } from './summary.ts'

/** Reads the reference files among `files`; a file that cannot be read stands in the summary's errors. */
export async function readReferences(
  files: readonly RecognisedFile[],
  summary: IngestSummary,
): Promise<ReferenceFacts> {
  const parts: ReferenceFacts[] = []
  for (const file of files) {
    if (!isReference(file.content)) continue
    const own = summary.file(file.path, file.format)
    try {
      const facts = await readReference(file)
      const sizes = [facts.instruments, facts.shareCapital, facts.sessions].map((list) => list.length)
      own.facts = sizes.reduce((sum, size) => sum + size, 0)
      own.rows = own.facts + facts.rejections.length
      for (const { code } of facts.rejections) count(own.rejections, code)
      parts.push(facts)
    } catch (error) {
      own.error = sourceErrorOf(file.path, error)
      summary.errors.push(own.error)
    }
  }
  return joinFacts(parts)
}

const OTHERS: readonly FileContent[] = ['dailyBars', 'ticks', 'minuteBars', 'series']

const isReference = (content: FileContent): boolean => !OTHERS.includes(content)

/** What one reference file says. Throws a `SourceError` when the file as a whole is bad. */
export async function readReference(file: RecognisedFile): Promise<ReferenceFacts> {
  const table = REFERENCE_TABLES.find(({ name }) => name === file.format)
  if (table === undefined) throw new TypeError(`no reference format is called ${file.format}`)
  const rows = await readRows(file)
  const rejections: Rejection[] = []
  const each = <Fact>(take: (row: ReferenceRow) => Fact | undefined): Fact[] =>
    rows.flatMap((row, index) => {
      try {
        if (Object.keys(row).length < table.header.length) {
          throw new ReferenceRowError('the row has fewer columns than the header; correct or remove it')
        }
        const fact = take(row)
        return fact === undefined ? [] : [fact]
      } catch (error) {
        if (!(error instanceof ReferenceRowError)) throw error
        rejections.push({
          kind: 'rejection',
          file: file.path,
          line: index + 2,
          code: 'unparsable',
          reason: error.message,
          raw: Object.values(row).join(','),
        })
        return []
      }
    })
  try {
    return { ...NO_FACTS, ...table.read(rows, each, file.path), rejections }
  } catch (error) {
    throw new SourceError('malformed', file.path, error instanceof Error ? error.message : String(error), {
      cause: error,
    })
  }
}

async function readRows(file: RecognisedFile): Promise<ReferenceRow[]> {
  try {
    const bytes = await readFile(file.path)
    const plain = unpacked(file.path, bytes, file.compressed)
    const text = new TextDecoder(file.encoding === 'utf8' ? 'utf-8' : file.encoding).decode(plain)
    return parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as ReferenceRow[]
  } catch (error) {
    throw sourceErrorOf(file.path, error)
  }
}
