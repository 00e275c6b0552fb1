import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { choosePorts } from '../../../infra/local/ports.ts'
import { readEndpoint } from './endpoint.ts'
import { listeningAt } from './listening.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const CREDENTIALS = { CLICKHOUSE_USER: 'sink', CLICKHOUSE_PASSWORD: 'of the sink' }

describe('--listen', () => {
  it('takes a host and a port', () => {
    expect(listeningAt('0.0.0.0:8123', CREDENTIALS)).toEqual({
      host: '0.0.0.0',
      port: 8123,
      owner: { user: 'sink', password: 'of the sink' },
      reader: undefined,
    })
    const reader = { CLICKHOUSE_READER_USER: 'page', CLICKHOUSE_READER_PASSWORD: 'of the page' }
    expect(listeningAt('[::1]:1', { ...CREDENTIALS, ...reader }).reader).toEqual({
      user: 'page',
      password: 'of the page',
    })
    for (const wrong of [{ CLICKHOUSE_READER_USER: 'page' }, { ...reader, CLICKHOUSE_READER_USER: 'sink' }])
      expect(() => listeningAt('[::1]:1', { ...CREDENTIALS, ...wrong })).toThrow(/CLICKHOUSE_READER_USER/)
    expect(listeningAt('[::1]:8123', CREDENTIALS).host).toBe('::1')
    for (const wrong of ['8123', 'host:', 'host:99999', ''])
      expect(() => listeningAt(wrong, CREDENTIALS)).toThrow(/HOST:PORT/)
  })

  it('serves nobody without a user and a password', () => {
    for (const env of [{}, { ...CREDENTIALS, CLICKHOUSE_PASSWORD: '' }, { CLICKHOUSE_PASSWORD: 'x' }])
      expect(() => listeningAt('127.0.0.1:8123', env)).toThrow(/CLICKHOUSE_USER and CLICKHOUSE_PASSWORD/)
  })
})

describe('an engine that is a server', () => {
  let home: string
  let url: string
  let stop: () => Promise<void> = async () => undefined

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'pulse-listening-'))
    const [port] = await choosePorts([undefined])
    url = `http://127.0.0.1:${port}`
    const engine = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), MAIN, '--home', home, '--listen', `127.0.0.1:${port}`],
      { env: { ...process.env, ...CREDENTIALS, UV_THREADPOOL_SIZE: '16' }, stdio: 'ignore' },
    )
    const ended = once(engine, 'exit')
    stop = async () => {
      engine.kill('SIGTERM')
      await ended
    }
    await vi.waitFor(() => expect(readEndpoint(home)?.url).toBe(url), { timeout: 60_000 })
  }, 90_000)
  afterAll(async () => {
    await stop()
    await rm(home, { recursive: true, force: true })
  })

  const select = (user: string, password: string): Promise<Response> =>
    fetch(`${url}/?query=SELECT+1`, { headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password } })

  it('knows the given user, and nobody without the password', async () => {
    expect((await select('sink', 'of the sink')).status).toBe(200)
    expect((await select('sink', 'wrong')).status).toBe(403)
    expect((await select('pulse', '')).status).toBe(403)
    expect(await (await fetch(`${url}/ping`)).text()).toBe('Ok.\n')
  })

  it('proves nothing to strangers, who could try passwords on the proof', async () => {
    expect((await fetch(`${url}/engine/proof?nonce=1`)).status).toBe(404)
  })

  it('does not write the given password down', async () => {
    for (const file of ['engine-access.json', 'engine.json'])
      expect(await readFile(join(home, file), 'utf8')).not.toContain('of the sink')
  })
})
