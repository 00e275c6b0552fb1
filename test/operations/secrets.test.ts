import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../../runtime/operations/logger.ts'
import { answerErrors } from '../../services/monitor/server/http/errors.ts'
import { runPulse, withHome } from '../support/pulse-process.ts'

const WORDS = {
  token: 'monitor-token-0123456789',
  password: 'kafka-p@ss/word+1',
  url: 'url-pass%40word',
  registry: 'registry-word-7',
} as const

/** None of the secrets, in no form in which they travel. */
function expectClean(text: string): void {
  for (const word of Object.values(WORDS))
    for (const form of [
      word,
      decodeURIComponent(word),
      encodeURIComponent(word),
      Buffer.from(`sink:${word}`).toString('base64'),
      Buffer.from(word).toString('base64'),
    ])
      expect(text).not.toContain(form)
}

const environment = (home: string): Record<string, string> => ({
  PULSE_HOME: home,
  PULSE_PORT: '0',
  PULSE_WAIT_SECONDS: '1',
  PULSE_LOG_LEVEL: 'trace',
  PULSE_MONITOR_TOKEN: WORDS.token,
  KAFKA_BROKERS: '127.0.0.1:1',
  KAFKA_SASL_USERNAME: 'sink',
  KAFKA_SASL_PASSWORD: WORDS.password,
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
  SCHEMA_REGISTRY_USERNAME: 'sink',
  SCHEMA_REGISTRY_PASSWORD: WORDS.registry,
  CLICKHOUSE_URL: `http://sink:${WORDS.url}@127.0.0.1:1/pulse`,
})

describe('no command shows a secret', () => {
  it.each<[readonly string[], Record<string, string>]>([
    [['config'], {}],
    [['config', '--format', 'json'], {}],
    [['config', '--format', 'env'], {}],
    [['config', '--check'], { PULSE_PORT: 'wrong', KAFKA_SASL_PASSWROD: WORDS.password }],
    [['doctor'], {}],
    [['run', 'sentiment'], { PULSE_LOG_FORMAT: 'json' }],
    [['start', '--once'], { KAFKA_BROKERS: '', SCHEMA_REGISTRY_URL: '', KAFKA_SASL_PASSWORD: '' }],
    [['sql', 'SELECT 1'], {}],
  ])(
    '%j',
    (args, more) =>
      withHome(async (home) => {
        const { stdout, stderr } = await runPulse(args, { ...environment(home), ...more })
        expect(stdout + stderr).not.toBe('')
        expectClean(stdout + stderr)
      }),
    120_000,
  )

  it(
    'that stands in a file',
    () =>
      withHome(async (home) => {
        const file = join(home, 'token')
        await writeFile(file, `${WORDS.token}\n`)
        const env = { ...environment(home), PULSE_MONITOR_TOKEN: '', PULSE_MONITOR_TOKEN_FILE: file }
        const { stdout } = await runPulse(['config'], env)
        expect(stdout).toContain(`PULSE_MONITOR_TOKEN         ••••  (file ${file})`)
        expectClean(stdout)
      }),
    120_000,
  )
})

describe('the monitor', () => {
  it('writes a failure down without what the request carried', async () => {
    let text = ''
    const logger = createLogger({
      level: 'info',
      format: 'json',
      secrets: [WORDS.token],
      stream: {
        write: (line) => {
          text += line
        },
      },
    })
    const app = Fastify()
    answerErrors(app, (line) => logger.info(line))
    app.get('/fails', async (request) => {
      const { authorization } = request.headers
      throw new Error(`refused ${authorization} at http://sink:${WORDS.url}@db:8123`, {
        cause: new Error(`password: ${WORDS.registry}`),
      })
    })
    const answer = await app.inject({
      url: `/fails?token=${WORDS.token}`,
      headers: { authorization: `Basic ${Buffer.from(`sink:${WORDS.password}`).toString('base64')}` },
    })
    expect(answer.statusCode).toBe(500)
    expect(text).toContain('GET /fails')
    expectClean(text)
    expectClean(answer.body)
    await app.close()
  })
})
