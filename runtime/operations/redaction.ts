/** Stands where a secret stood. */
export const HIDDEN = '••••'

/** Shorter ones are not looked for: they would be found in every word. */
const SHORTEST_SECRET = 4
const LONGEST_TEXT = 4_000
const DEEPEST = 4
const MOST_ITEMS = 50

/** Names of fields that hold secrets, or records. */
const SECRET_FIELD =
  /^(.*(password|passwd|secret|token|credential|api_?key|private_?key).*|authorization|cookie|set-cookie|sasl|ssl|key|cert|ca|pfx|passphrase)$/i
/** Names of fields that hold what a record says. Logs are about records, not of them. */
const PAYLOAD_FIELD = /^(payload|value|values|rows|record|records|body|raw|message_?set|buffer)$/i

const PATTERNS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]*@/gi, `$1${HIDDEN}@`],
  [/\b(Basic|Bearer)\s+[\w+/.~=-]{6,}/gi, `$1 ${HIDDEN}`],
  [
    /((?:password|passwd|secret|token|api_?key|credential)s?["']?\s{0,3}[=:]\s{0,3})("[^"]*"|'[^']*'|[^\s,;&}\])"']+)/gi,
    `$1${HIDDEN}`,
  ],
  [/(cookie["']?\s{0,3}[=:]\s{0,3})[^\r\n"']+/gi, `$1${HIDDEN}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
]

/**
 * Takes secrets and records out of what is written down: known secrets wherever they stand, in the forms in which they
 * travel, and whatever looks like one.
 */
export class Redaction {
  readonly #secrets: readonly string[]

  constructor(secrets: readonly string[] = []) {
    const forms = secrets
      .filter((secret) => secret.length >= SHORTEST_SECRET)
      .flatMap((secret) => [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        Buffer.from(secret).toString('base64'),
      ])
    // The longest first: one may be part of another.
    this.#secrets = [...new Set(forms)].sort((a, b) => b.length - a.length)
  }

  text(text: string): string {
    let clean = text
    for (const secret of this.#secrets) clean = clean.replaceAll(secret, HIDDEN)
    // Cut between words, so that no part of a secret is left that no pattern knows.
    if (clean.length > LONGEST_TEXT) clean = clean.slice(0, LONGEST_TEXT).replace(/\S{1,500}$/, '…')
    for (const [pattern, replacement] of PATTERNS) clean = clean.replace(pattern, replacement)
    return clean
  }

  /** Plain data that may be written down, of anything. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value === 'bigint') return String(value)
    if (typeof value === 'function' || typeof value === 'symbol') return undefined
    if (typeof value !== 'object' || value === null) return value
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (value instanceof Date) return value.toJSON()
    if (value instanceof URL) return this.text(value.href)
    if (depth >= DEEPEST) return '[…]'
    if (value instanceof Error) return this.#error(value, depth)
    if (Array.isArray(value)) return value.slice(0, MOST_ITEMS).map((item) => this.value(item, depth + 1))
    const entries = value instanceof Map ? [...value] : Object.entries(value)
    return Object.fromEntries(
      entries.slice(0, MOST_ITEMS).map(([name, field]) => [name, this.#field(String(name), field, depth)]),
    )
  }

  #field(name: string, field: unknown, depth: number): unknown {
    if (field === undefined || field === null || typeof field === 'boolean' || typeof field === 'number')
      return field
    if (SECRET_FIELD.test(name)) return HIDDEN
    if (PAYLOAD_FIELD.test(name)) return '[payload]'
    return this.value(field, depth + 1)
  }

  #error(error: Error, depth: number): object {
    const { name, message, stack, cause } = error
    const { code, type, errors } = error as { code?: unknown; type?: unknown; errors?: unknown }
    return {
      name,
      message: this.text(message),
      ...(code === undefined ? {} : { code: this.value(code, depth + 1) }),
      ...(typeof type === 'string' ? { type: this.text(type) } : {}),
      ...(stack === undefined ? {} : { stack: this.text(stack) }),
      ...(cause === undefined ? {} : { cause: this.value(cause, depth + 1) }),
      ...(Array.isArray(errors) ? { errors: this.value(errors, depth + 1) } : {}),
    }
  }
}
