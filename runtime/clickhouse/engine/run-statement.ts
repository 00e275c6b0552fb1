import type { Connection, Database } from './database.ts'
import { databaseError } from './database-error.ts'
import type { NativeResult } from './native.ts'
import { guardReader } from './reader-guard.ts'
import { noSummary, type Reply, type Summary } from './reply.ts'
import { type EngineRequest, READER_BODY_BYTES } from './request.ts'
import type { ResultPipes } from './result-pipes.ts'
import { withSpooledRows } from './spool.ts'
import { sqlString } from './sql-text.ts'
import { classify, parseInsert, type Statement } from './statement.ts'

type InsertStatement = Extract<Statement, { kind: 'insert' }>
type ReadStatement = Extract<Statement, { kind: 'read' }>

const DEFAULT_FORMAT = 'TabSeparated'
/** With `wait_end_of_query=1`: about 64 MiB in chunks of a pipe's 64 KiB. */
const HELD_CHUNKS_AT_MOST = 1024
const STOP_AGAIN_MS = 500

export interface StatementContext {
  readonly database: Database
  readonly connection: Connection
  readonly pipes: ResultPipes
  readonly request: EngineRequest
  readonly reply: Reply
  /** Names the running statement for `Database.stop`. */
  readonly mark: string
}

/** The statement of a request, and the rows that came with it. */
export async function readStatement(
  request: EngineRequest,
): Promise<{ readonly statement: Statement; readonly rows: AsyncIterable<Uint8Array> }> {
  const { query, body } = request
  // Latin-1 keeps one character a byte, so that the data's place in the text is their place in the body.
  const head = query === '' ? body.head.toString('latin1') : query
  const insert = parseInsert(head)
  if (insert !== undefined)
    return { statement: utf8Insert(insert, query === ''), rows: rowsOf(request, insert.dataStart) }
  const bytesAtMost = request.role === 'reader' ? READER_BODY_BYTES : undefined
  const text = (await body.whole(bytesAtMost)).toString('utf8')
  const sql = query === '' ? text : text === '' ? query : `${query}\n${text}`
  if (sql.trim() === '') throw databaseError(62, 'SYNTAX_ERROR', 'Empty query.')
  return { statement: classify(sql), rows: rowsOf(request, 0) }
}

/** Runs a statement and answers. @throws DatabaseError where nothing has been answered yet. */
export async function runStatement(
  context: StatementContext,
  statement: Statement,
  rows: AsyncIterable<Uint8Array>,
): Promise<void> {
  if ((context.request.isGet || context.request.role === 'reader') && statement.kind !== 'read') {
    const why = context.request.isGet ? ' The method GET implies it: use POST.' : ''
    throw databaseError(164, 'READONLY', `Cannot execute query in readonly mode.${why}`)
  }
  if (statement.kind === 'insert') return runInsert(context, statement, rows)
  if (statement.kind === 'read') {
    return runRead(context, statement)
  }
  const format = context.request.format ?? DEFAULT_FORMAT
  const result = await context.connection.run(statement.sql, format)
  context.reply.send(format, resultSummary(result), result.bytes)
}

async function runInsert(
  { connection, reply }: StatementContext,
  statement: InsertStatement,
  rows: AsyncIterable<Uint8Array>,
): Promise<void> {
  const result = await withSpooledRows(rows, (file) =>
    connection.run(
      `${statement.target} FROM INFILE ${sqlString(file)} COMPRESSION 'none' ${statement.settings} FORMAT ${statement.format}`,
    ),
  )
  // What the engine calls rows read are those of the result, or those that it took from the file.
  const written = { ...noSummary, writtenRows: result.rowsRead, writtenBytes: result.bytesRead }
  reply.send(DEFAULT_FORMAT, written, new Uint8Array(0))
}

async function runRead(context: StatementContext, statement: ReadStatement): Promise<void> {
  const { connection, pipes, reply, request } = context
  const format = statement.format ?? request.format ?? DEFAULT_FORMAT
  const written = (file: string): string =>
    `${statement.body}\nINTO OUTFILE ${sqlString(file)} APPEND FORMAT ${format} ${statement.tail}`
  if (request.role === 'reader') guardReader(connection, written('result'), request.parameters)
  const pipe = await pipes.open()
  const running = connection.run(written(pipe.name))
  const ended = running.then(
    () => pipe.finish(),
    () => pipe.finish(),
  )
  stopWhenAbandoned(context, ended)
  // The beginning is held back, so that a statement which fails early is answered by its error alone.
  let held: Buffer[] = []
  let hasBegun = false
  for await (const chunk of pipe.output as AsyncIterable<Buffer>) {
    if (hasBegun) await reply.write(chunk)
    else held.push(chunk)
    if (!hasBegun && held.length > (request.waitForEnd ? HELD_CHUNKS_AT_MOST : 1)) {
      hasBegun = true
      reply.begin(format, noSummary, request.acceptsGzip)
      for (const first of held) await reply.write(first)
      held = []
    }
  }
  await ended
  const result = await running
  if (!hasBegun) {
    reply.begin(format, resultSummary(result), request.acceptsGzip)
    for (const chunk of held) await reply.write(chunk)
  }
  reply.end()
}

/**
 * Stops a statement whose client has gone. Its output is read to the end all the same: the engine would wait for
 * ever for a reader. Repeated, because a statement that still waits for its turn cannot be stopped.
 */
function stopWhenAbandoned({ database, mark, reply }: StatementContext, ended: Promise<void>): void {
  reply.onAbandoned(() => {
    const stop = () => database.stop(mark)
    const again = setInterval(stop, STOP_AGAIN_MS)
    void ended.then(() => clearInterval(again))
    stop()
  })
}

async function* rowsOf(
  { query, body }: EngineRequest,
  dataStart: number,
): AsyncGenerator<Uint8Array, undefined> {
  if (query === '') {
    yield body.head.subarray(dataStart)
  } else {
    const inUrl = query.slice(dataStart)
    if (inUrl.trim() !== '') yield Buffer.from(`${inUrl}\n`)
    yield body.head
  }
  yield* body.rest()
}

function utf8Insert(insert: InsertStatement, isLatin1: boolean): InsertStatement {
  if (!isLatin1) return insert
  const utf8 = (text: string) => Buffer.from(text, 'latin1').toString('utf8')
  return { ...insert, target: utf8(insert.target), settings: utf8(insert.settings) }
}

function resultSummary(result: NativeResult): Summary {
  return { ...noSummary, resultRows: result.rowsRead, resultBytes: result.bytesRead }
}
