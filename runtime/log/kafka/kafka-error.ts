import { LogError, type LogErrorCode } from '../../errors.ts'

/** The fields of kafkajs errors that say what happened; not all of its classes are exported. */
interface KafkaFault {
  readonly name?: string
  readonly type?: string
  readonly code?: unknown
  readonly message?: string
  readonly cause?: unknown
  readonly retriable?: boolean
}

/**
 * Broker answers that mean something to us. PRODUCER_FENCED (90) and TRANSACTION_ABORTABLE (120) are younger
 * than kafkajs, which knows them only by number.
 */
const CODES: Readonly<Record<string, LogErrorCode>> = {
  INVALID_PRODUCER_EPOCH: 'fenced',
  'Unknown error code 90': 'fenced',
  MESSAGE_TOO_LARGE: 'recordTooLarge',
  RECORD_LIST_TOO_LARGE: 'recordTooLarge',
  OUT_OF_ORDER_SEQUENCE_NUMBER: 'aborted',
  DUPLICATE_SEQUENCE_NUMBER: 'aborted',
  UNKNOWN_PRODUCER_ID: 'aborted',
  INVALID_PRODUCER_ID_MAPPING: 'aborted',
  INVALID_TXN_STATE: 'aborted',
  CONCURRENT_TRANSACTIONS: 'aborted',
  'Unknown error code 120': 'aborted',
}

/** What an error means for the event log; a fault that is not known better is the broker being of no help. */
export function codeOf(error: unknown): LogErrorCode {
  if (error instanceof LogError) return error.code
  for (const fault of causes(error)) {
    const code = CODES[fault.type ?? ''] ?? CODES[fault.message ?? '']
    if (code !== undefined) return code
  }
  return 'unavailable'
}

/** The error as a LogError, its message completed by what was being done. */
export function logError(what: string, cause: unknown, code: LogErrorCode = codeOf(cause)): LogError {
  if (cause instanceof LogError) return cause
  const detail = cause instanceof Error ? cause.message : String(cause)
  const advice = code === 'unavailable' ? (misconfigured(cause) ?? ADVICE[code]) : ADVICE[code]
  return new LogError(code, `${what}: ${detail.trim()} ${advice ?? ''}`.trimEnd(), { cause })
}

const ADVICE: Partial<Record<LogErrorCode, string>> = {
  fenced: '(another process has taken this task over)',
  unavailable: '(is the broker up, KAFKA_BROKERS right, and KAFKA_SSL and KAFKA_SASL_* as it wants them?)',
  recordTooLarge: '(raise max.message.bytes of the topic)',
}

/** What signing in or TLS fails for, and no waiting helps. */
const MISCONFIGURED: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [
    /^(KafkaJSSASLAuthenticationError|UNSUPPORTED_SASL_MECHANISM|SASL_AUTHENTICATION_FAILED|ILLEGAL_SASL_STATE)$/,
    '(check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD)',
  ],
  [/AUTHORIZATION_FAILED$/, '(this user has no right to it: infra/kafka/acls.txt says who needs which)'],
  [
    /^(UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT\w*)|SELF_SIGNED_CERT\w*|DEPTH_ZERO_SELF_SIGNED_CERT)$/,
    "(the broker's certificate is from nobody whom KAFKA_SSL_CA_FILE names: put its authority there)",
  ],
  [/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/, "(the broker's certificate: renew it there, or set the clock)"],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "(the broker's certificate is for another name: write in KAFKA_BROKERS the one that it has)",
  ],
  [
    /^ERR_SSL_\w*ALERT_(BAD_CERTIFICATE|CERTIFICATE_\w+|UNKNOWN_CA)$/,
    '(the broker does not take our certificate: check KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE)',
  ],
]

function misconfigured(error: unknown): string | undefined {
  const signs = causes(error).flatMap(({ name, type, code }) => [name, type, code].map(String))
  return MISCONFIGURED.find(([pattern]) => signs.some((sign) => pattern.test(sign)))?.[1]
}

/**
 * True while it may pass by waiting, as a broker restarts or a leader moves. kafkajs says of every fault whether
 * it is; where it gave up after repetitions, the cause does.
 */
export function isTransient(error: unknown): boolean {
  if (misconfigured(error) !== undefined) return false
  if (error instanceof LogError) return error.code === 'unavailable'
  const { name = '', retriable } = causes(error).at(-1) ?? {}
  // Every broker failed to answer, which kafkajs takes for final.
  if (name === 'KafkaJSGroupCoordinatorNotFound') return true
  return name.startsWith('KafkaJS') && retriable !== false
}

/** True for one of these broker answers (kafkajs `type`) or client faults (kafkajs `name`), or one caused by it. */
export function isKafkaFault(error: unknown, ...kinds: readonly string[]): boolean {
  return causes(error).some(({ name, type }) => kinds.includes(name ?? '') || kinds.includes(type ?? ''))
}

function causes(error: unknown): KafkaFault[] {
  const found: KafkaFault[] = []
  for (let next = error; typeof next === 'object' && next !== null; next = (next as KafkaFault).cause) {
    if (found.includes(next)) break
    found.push(next)
  }
  return found
}
