/** HTTP status by error code, as ClickHouse's own HTTP interface answers; any other code is a 500. */
const STATUS: ReadonlyMap<number, number> = new Map([
  ...statuses(400, [6, 27, 36, 38, 41, 53, 62, 70, 72, 73, 117, 130, 358, 441, 456, 457]),
  ...statuses(401, [194]),
  ...statuses(403, [164, 192, 193, 497, 516]),
  ...statuses(404, [46, 47, 50, 56, 60, 63, 78, 81, 115, 336, 372]),
  ...statuses(408, [159]),
  ...statuses(413, [446]),
  ...statuses(501, [48]),
  ...statuses(503, [202, 203]),
])

export function httpStatus(code: number): number {
  return STATUS.get(code) ?? 500
}

function statuses(status: number, codes: readonly number[]): [number, number][] {
  return codes.map((code) => [code, status])
}
