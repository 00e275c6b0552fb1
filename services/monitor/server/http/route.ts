import type { z } from 'zod'

/** Rows of an answer that is also given as CSV. */
export interface Table {
  readonly names: readonly string[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** One GET of the JSON API: the document, the validation and the handler come from here. */
export interface Route {
  /** With `{name}` for path parameters. */
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly answer: z.ZodType
  handle(params: never, query: never, signal: AbortSignal): Promise<object>
  /** Present where the answer is a list. */
  readonly table?: (answer: never) => Table
}

/** Keeps parameters, query and answer of one route together in their types. */
export function defineRoute<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Answer extends z.ZodType<object>,
>(route: {
  readonly path: string
  readonly id: string
  readonly summary: string
  readonly params: Params
  readonly query: Query
  readonly answer: Answer
  handle(params: z.infer<Params>, query: z.infer<Query>, signal: AbortSignal): Promise<z.infer<Answer>>
  readonly table?: (answer: z.infer<Answer>) => Table
}): Route {
  return route
}
