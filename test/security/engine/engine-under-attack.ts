import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { OfficialClient } from '../../../runtime/clickhouse/testing/official-client.ts'

/** An engine with a table, a file that holds a secret, and somebody who has the reader's password and bad intentions. */
export class EngineUnderAttack {
  readonly official: OfficialClient
  /** A file of this machine that the engine's process may read, and a reader must not. */
  readonly secretFile: string
  /** Where a reader must not write. */
  readonly loot: string
  readonly #secret = `secret-${randomBytes(12).toString('hex')}`

  static async open(): Promise<EngineUnderAttack> {
    const official = await OfficialClient.open()
    await official.table('prices', 'symbol String, close Decimal(18, 4)')
    await official.client.insert({
      table: 'prices',
      values: [{ symbol: '600519.SH', close: '1725.0000' }],
      format: 'JSONEachRow',
    })
    return new EngineUnderAttack(official)
  }

  private constructor(official: OfficialClient) {
    this.official = official
    const place = join(tmpdir(), `pulse-attack-${randomBytes(6).toString('hex')}`)
    this.secretFile = `${place}.txt`
    this.loot = `${place}.loot`
    writeFileSync(this.secretFile, `${this.#secret}\n`, { mode: 0o600 })
  }

  get url(): string {
    return this.official.endpoint.url
  }

  get readerHeaders(): Record<string, string> {
    const { user, password } = this.official.endpoint.reader
    return { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password }
  }

  /** Sends a statement as the reader. */
  async asReader(
    body: string | Buffer,
    { search = {}, headers = {} }: { search?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<{ readonly status: number; readonly code: string | null; readonly text: string }> {
    const query = new URLSearchParams({ database: 'pulse', ...search })
    const response = await fetch(`${this.url}/?${query}`, {
      method: 'POST',
      body,
      headers: { ...this.readerHeaders, ...headers },
    })
    const text = await response.text()
    return { status: response.status, code: response.headers.get('x-clickhouse-exception-code'), text }
  }

  /** Names of the attack: `SECRET` is the file to be read, `LOOT` the one to be written. */
  filled(text: string): string {
    return text.replaceAll('SECRET', this.secretFile).replaceAll('LOOT', this.loot)
  }

  /** Whatever was tried: nothing has become known. */
  expectUnknown(text: string): void {
    expect(text).not.toContain(this.#secret)
    const { password, reader } = this.official.endpoint
    expect(text).not.toContain(password)
    expect(text).not.toContain(reader.password)
  }

  /** Whatever was tried: the engine holds what it held, and serves. */
  async expectUnharmed(): Promise<void> {
    expect(await this.official.rows('SELECT * FROM prices')).toEqual([{ symbol: '600519.SH', close: 1725 }])
    expect(await this.official.text('SHOW TABLES')).toBe('prices\n')
    expect(await this.official.text("SELECT name FROM system.functions WHERE origin != 'System'")).toBe('')
  }

  async close(): Promise<void> {
    await this.official.close()
    rmSync(this.secretFile, { force: true })
    rmSync(this.loot, { force: true })
  }
}
