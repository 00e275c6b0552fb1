import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kafkaJars } from './broker.ts'
import { kafkaBundle, registryBundle } from './bundles.ts'
import { installBundle } from './install-bundle.ts'

const hasMaven = spawnSync('mvn', ['--version']).status === 0
if (!hasMaven) console.log('Maven is not installed: the test of a failing download is skipped.')

let folder: string
let cache: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pulse-bundle-'))
  cache = join(folder, 'cache')
})
afterEach(() => rm(folder, { recursive: true }))

const log = () => undefined

describe('installBundle', () => {
  it('takes an installed bundle from the cache without Maven', async () => {
    const installed = join(cache, `kafka-${kafkaBundle.version}`)
    await mkdir(installed, { recursive: true })
    expect(await installBundle(kafkaBundle, { cache, log, env: { PATH: folder } })).toBe(installed)
  })

  it('says what to do without Maven and leaves nothing in the cache', async () => {
    await expect(installBundle(kafkaBundle, { cache, log, env: { PATH: folder } })).rejects.toMatchObject({
      code: 'mavenMissing',
      message: expect.stringContaining('Install Maven'),
    })
    expect(await readdir(cache)).toEqual([])
  })

  it.skipIf(!hasMaven)('shows what Maven said when a download fails', async () => {
    const pom = join(folder, 'pom.xml')
    await writeFile(pom, pomOfUnreachableRepository)
    const bundle = { ...kafkaBundle, pom: pathToFileURL(pom) }
    await expect(installBundle(bundle, { cache, log, env: process.env })).rejects.toMatchObject({
      code: 'downloadFailed',
      message: expect.stringMatching(/Check the network[\s\S]*no-such-artifact/),
    })
    expect(await readdir(cache)).toEqual([])
  })
})

describe('kafkaJars', () => {
  it('uses the jars of KAFKA_HOME', async () => {
    await mkdir(join(folder, 'libs'))
    await writeFile(join(folder, 'libs', 'kafka_2.13-4.1.0.jar'), '')
    expect(await kafkaJars({ cache, log, env: { KAFKA_HOME: folder } })).toBe(join(folder, 'libs'))
  })

  it('refuses a KAFKA_HOME without Kafka 4', async () => {
    await mkdir(join(folder, 'libs'))
    await writeFile(join(folder, 'libs', 'kafka_2.13-3.9.1.jar'), '')
    await expect(kafkaJars({ cache, log, env: { KAFKA_HOME: folder } })).rejects.toMatchObject({
      code: 'kafkaHomeInvalid',
    })
  })
})

it.each([
  ['kafka_2.13', kafkaBundle],
  ['apicurio-registry-app', registryBundle],
])('the pom, the checksums and the code agree on the version of %s', async (artifact, bundle) => {
  const pom = await readFile(bundle.pom, 'utf8')
  const checksums = await readFile(bundle.checksums, 'utf8')
  expect(pom).toMatch(
    new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>${bundle.version}</version>`),
  )
  expect(checksums).toContain(`  ${artifact}-${bundle.version}`)
})

const pomOfUnreachableRepository = `
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>test</groupId><artifactId>test</artifactId><version>1</version><packaging>pom</packaging>
  <repositories>
    <repository><id>central</id><url>file:///no/such/repository</url></repository>
  </repositories>
  <dependencies>
    <dependency><groupId>test</groupId><artifactId>no-such-artifact</artifactId><version>1</version></dependency>
  </dependencies>
</project>
`
