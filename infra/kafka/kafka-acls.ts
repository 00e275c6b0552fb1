import kafkajs, { type AclEntry, type Admin } from 'kafkajs'
import type { Acl } from './acls.ts'

// Node sees these of the CommonJS package only through its default export.
const {
  AclOperationTypes: Operation,
  AclPermissionTypes: Permission,
  AclResourceTypes: Resource,
  ResourcePatternTypes: Pattern,
} = kafkajs

const RESOURCES = {
  topic: Resource.TOPIC,
  group: Resource.GROUP,
  transactionalId: Resource.TRANSACTIONAL_ID,
} as const
const PATTERNS = { literal: Pattern.LITERAL, prefixed: Pattern.PREFIXED } as const
const OPERATIONS = {
  read: Operation.READ,
  write: Operation.WRITE,
  create: Operation.CREATE,
  describe: Operation.DESCRIBE,
} as const
const ANY_HOST = '*'
/** Entries in one request. */
const BATCH = 200

export interface AclChanges {
  readonly added: readonly AclEntry[]
  /** Rights of the same principals, on names with the same prefix, that are not ours. */
  readonly foreign: readonly AclEntry[]
}

/** What stands in the cluster for the principals of these rights, against what should. */
export async function compareAcls(
  admin: Admin,
  wanted: readonly Acl[],
  { prefix = '' }: { readonly prefix?: string } = {},
): Promise<AclChanges> {
  const entries = wanted.flatMap(entriesOf)
  const standing = (
    await Promise.all(
      [...new Set(entries.map(({ principal }) => principal))].map((one) => ofPrincipal(admin, one)),
    )
  ).flat()
  const known = new Set(standing.map(identity))
  const right = new Set(entries.map(identity))
  return {
    added: entries.filter((entry) => !known.has(identity(entry))),
    foreign: standing.filter((entry) => entry.resourceName.startsWith(prefix) && !right.has(identity(entry))),
  }
}

/** Grants what is missing; takes away what is not ours only when told. */
export async function applyAcls(
  admin: Admin,
  wanted: readonly Acl[],
  { prefix = '', removeForeign = false }: { readonly prefix?: string; readonly removeForeign?: boolean } = {},
): Promise<AclChanges> {
  const changes = await compareAcls(admin, wanted, { prefix })
  for (let at = 0; at < changes.added.length; at += BATCH)
    await admin.createAcls({ acl: changes.added.slice(at, at + BATCH) })
  if (removeForeign && changes.foreign.length > 0)
    await admin.deleteAcls({
      filters: changes.foreign.map(({ resourcePatternType, ...entry }) => ({
        ...entry,
        resourcePatternType,
      })),
    })
  return changes
}

async function ofPrincipal(admin: Admin, principal: string): Promise<AclEntry[]> {
  const { resources } = await admin.describeAcls({
    principal,
    resourceType: Resource.ANY,
    resourcePatternType: Pattern.ANY,
    operation: Operation.ANY,
    permissionType: Permission.ANY,
  })
  return resources.flatMap(({ acls, resourceName, resourceType, resourcePatternType }) =>
    acls.map((acl) => ({ ...acl, resourceName, resourceType, resourcePatternType })),
  )
}

function entriesOf({ principal, resource, name, pattern, operations }: Acl): AclEntry[] {
  return operations.map((operation) => ({
    principal: `User:${principal}`,
    host: ANY_HOST,
    operation: OPERATIONS[operation],
    permissionType: Permission.ALLOW,
    resourceType: RESOURCES[resource],
    resourceName: name,
    resourcePatternType: PATTERNS[pattern],
  }))
}

const identity = (entry: AclEntry): string =>
  JSON.stringify([
    entry.principal,
    entry.host,
    entry.operation,
    entry.permissionType,
    entry.resourceType,
    entry.resourceName,
    entry.resourcePatternType,
  ])

/** An entry as a line to read. */
export const aclText = (entry: AclEntry): string =>
  `${entry.principal} ${nameOf(OPERATIONS, entry.operation)} ${nameOf(RESOURCES, entry.resourceType)} ` +
  `${entry.resourceName}${entry.resourcePatternType === Pattern.PREFIXED ? '*' : ''}`

const nameOf = (names: Readonly<Record<string, number>>, value: number): string =>
  Object.entries(names).find(([, number]) => number === value)?.[0] ?? String(value)
