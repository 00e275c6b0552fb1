import type { z } from 'zod'
import { ApiError } from './api-error.ts'

/**
 * A request's parameters as the schema has them. Unknown ones are refused: a misspelt filter must not give the
 * unfiltered answer.
 * @throws ApiError `badRequest` naming each
 */
export function validate<Schema extends z.ZodObject>(
  schema: Schema,
  input: unknown,
  what: string,
): z.infer<Schema> {
  const result = schema.strict().safeParse(input)
  if (result.success) return result.data as z.infer<Schema>
  const problems = result.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `unknown: ${issue.keys.join(', ')}`
    return `${issue.path.join('.') || what}: ${issue.message}`
  })
  const known = Object.keys(schema.shape).join(', ') || 'none'
  throw new ApiError('badRequest', `${what}: ${problems.join('; ')}`, {
    action: `Correct it; ${what} may be: ${known}. /api/openapi.json has types and examples.`,
  })
}
