/** Where the schema is created: one server, or every host of a cluster. */
export interface Dialect {
  /** Follows the name in CREATE, ALTER and DROP: empty, or ` ON CLUSTER 'name'`. */
  readonly onCluster: string
  /** The replicated form of an engine on a cluster. */
  engine(name: string): string
}

/**
 * On a cluster every host holds every row: engines are `Replicated` at the server's default path
 * (`default_replica_path`, macros `shard` and `replica`), within one shard.
 */
export function dialectOf(cluster: string | undefined): Dialect {
  if (cluster === undefined) return { onCluster: '', engine: (name) => name }
  return { onCluster: ` ON CLUSTER ${literal(cluster)}`, engine: (name) => `Replicated${name}` }
}

/** A string literal of ClickHouse SQL. */
export function literal(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`
}
