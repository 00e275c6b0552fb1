/** Software the launcher downloads: pinned in a pom, every file checked against a committed list. */
export type Bundle = {
  readonly name: string
  readonly version: string
  readonly pom: URL
  /** Lines of `sha256sum`: every file that Maven must deliver, and no other. */
  readonly checksums: URL
  /** Whether the single file is a gzipped tar archive, to be unpacked. */
  readonly archive: boolean
}

export const kafkaBundle: Bundle = {
  name: 'kafka',
  version: '4.3.1',
  pom: new URL('./kafka.pom.xml', import.meta.url),
  checksums: new URL('./checksums/kafka.sha256', import.meta.url),
  archive: false,
}

/** The newest Apicurio line that runs on Java 17; see docs/decisions on the local registry. */
export const registryBundle: Bundle = {
  name: 'apicurio-registry',
  version: '2.6.13.Final',
  pom: new URL('./registry.pom.xml', import.meta.url),
  checksums: new URL('./checksums/registry.sha256', import.meta.url),
  archive: true,
}
