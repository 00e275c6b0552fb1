import { describe, expect, it } from 'vitest'
import { createLogger, type LoggerOptions } from './logger.ts'
import { HIDDEN } from './redaction.ts'

const PASSWORD = 'p@ss/w:rd-of-the-sink'
const TOKEN = 'f00dfeedf00dfeedf00dfeed'

/** Lines that a logger wrote. */
function written(
  write: (logger: ReturnType<typeof createLogger>) => void,
  options: Partial<LoggerOptions> = {},
): string {
  let text = ''
  const stream = {
    write: (line: string) => {
      text += line
    },
  }
  write(createLogger({ level: 'trace', format: 'json', secrets: [PASSWORD, TOKEN], stream, ...options }))
  return text
}

/** Nothing of these may be left, in whatever form. */
function expectClean(text: string): void {
  for (const secret of [PASSWORD, TOKEN])
    for (const form of [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      JSON.stringify(secret).slice(1, -1),
    ])
      expect(text).not.toContain(form)
}

describe('lines', () => {
  it('are JSON with level, time and the fields of all loggers above', () => {
    const text = written(
      (logger) =>
        logger.child({ processor: 'limit-state' }).child({ task: 3 }).warn('An insert failed.', { rows: 7 }),
      { fields: { service: 'warehouse' } },
    )
    expect(JSON.parse(text)).toMatchObject({
      level: 'warn',
      msg: 'An insert failed.',
      service: 'warehouse',
      processor: 'limit-state',
      task: 3,
      rows: 7,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
  })

  it('are plain text for people: the message alone where all is well', () => {
    const text = written(
      (logger) => {
        logger.info('Ingest: 100%', { rows: 1 })
        logger.error('It broke.', { table: 'bars_1d', error: new Error('disk full') })
      },
      { format: 'text', fields: { service: 'start' } },
    )
    expect(text).toBe('Ingest: 100%\nerror: It broke. (table bars_1d, error disk full)\n')
  })

  it('below the level are not written, and not counted', () => {
    const counted: string[] = []
    const text = written(
      (logger) => {
        logger.debug('no')
        logger.error('yes')
      },
      { level: 'warn', onLine: (level) => counted.push(level) },
    )
    expect(text).toContain('"yes"')
    expect(text).not.toContain('"no"')
    expect(counted).toEqual(['error'])
    expect(written((logger) => logger.fatal('no'), { level: 'silent' })).toBe('')
  })
})

describe.each(['json', 'text'] as const)('secrets in %s', (format) => {
  const text = (write: Parameters<typeof written>[0]): string => written(write, { format })

  it.each<[string, string]>([
    ['as they are', `signing in with ${PASSWORD}`],
    ['in an address', `ClickHouse at http://sink:${encodeURIComponent(PASSWORD)}@db:8123/pulse refused`],
    ['in an Authorization header', `Authorization: Basic ${Buffer.from(PASSWORD).toString('base64')}`],
    ['as a bearer', `authorization: Bearer ${TOKEN}`],
    ['in a query', `GET /api/v1/stream?token=${TOKEN}&dataset=main`],
    ['in JSON', JSON.stringify({ sasl: { password: PASSWORD } })],
    ['in a cookie', `Cookie: pulse=${TOKEN}; other=1`],
  ])('%s are taken out of messages', (_, message) => {
    const line = text((logger) => logger.warn(message))
    expectClean(line)
    expect(line).toContain(HIDDEN)
  })

  it('are taken out of errors, their causes, and errors of errors', () => {
    const inner = Object.assign(new Error(`SASL PLAIN: ${PASSWORD}`), { config: { token: TOKEN } })
    const error = new AggregateError(
      [new Error(`http://u:${encodeURIComponent(PASSWORD)}@h/`, { cause: inner })],
      `all failed: ${TOKEN}`,
      { cause: inner },
    )
    expectClean(text((logger) => logger.error('It failed.', { error, also: { deep: [inner] } })))
  })

  it('are taken out of fields by their name, of loggers and of lines', () => {
    const line = text((logger) =>
      logger
        .child({ clickhousePassword: 'short', url: new URL(`https://a:${encodeURIComponent(PASSWORD)}@b/`) })
        .warn('Configured.', {
          kafka: { sasl: { username: 'u', password: 'abc' }, ssl: { key: 'PEM' } },
          headers: new Map([['authorization', 'Basic c2hvcnQ=']]),
        }),
    )
    expectClean(line)
    for (const value of ['short', 'abc', 'PEM', 'c2hvcnQ=']) expect(line).not.toContain(value)
  })

  it('that nobody named are known by their looks', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----'
    const line = text((logger) =>
      logger.warn(`password=hunter2 api_key: "abcdef" tcp://x:y1z2@h:1 ${key}`, { at: 'here' }),
    )
    for (const value of ['hunter2', 'abcdef', 'y1z2', 'MIIEvQ']) expect(line).not.toContain(value)
  })
})

describe('records', () => {
  it('never get into a line: bytes are counted, payloads left out', () => {
    const line = written((logger) =>
      logger.warn('Undecodable.', {
        topic: 'market.ticks',
        offset: 7,
        bytes: Buffer.from('600519.SH 1700.00'),
        value: { price: 1700 },
        record: 'x',
      }),
    )
    expect(JSON.parse(line)).toMatchObject({
      topic: 'market.ticks',
      offset: 7,
      bytes: '[17 bytes]',
      value: '[payload]',
      record: '[payload]',
    })
    expect(line).not.toContain('600519')
  })

  it('and nothing gets a line out of hand: deep, long and circular values end', () => {
    const circle: Record<string, unknown> = { many: Array.from({ length: 500 }, (_, n) => n) }
    circle.self = circle
    const line = written((logger) => logger.warn('x'.repeat(50_000), { circle }))
    expect(line.length).toBeLessThan(20_000)
    expect(JSON.parse(line)).toMatchObject({ level: 'warn' })
  })
})
